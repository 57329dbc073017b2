package giantless.stack.kern;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Watched;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The kernel under random schedules of the explored runtime: sleeping and waking, closing and
 * using, ending and signalling, with every operation on a lock a place to switch. A thread that
 * sleeps for ever is a deadlock there, so a lost wakeup fails the run.
 */
class KernSchedulesIT {
  private static final int SCHEDULES = 300;

  private static Failure run(long seed, Consumer<Host> body) {
    return Watched.run(w -> once(seed, w.get(), body));
  }

  private static Failure once(long seed, Witness witness, Consumer<Host> body) {
    try (World world =
        new World(
            new RandomScheduler(seed),
            new WorldOptions().seed(seed).traceLimit(0).carrier(Watched.CARRIER))) {
      Result r =
          world.run(
              () -> {
                Host h =
                    Host.builder()
                        .runtime(world.runtime("", witness, 2))
                        .nmbufs(2)
                        .mbufsMayFail(true)
                        .build();
                body.accept(h);
                h.shutdownClean();
              });
      return r.failure();
    }
  }

  private static void holdsOnEverySchedule(Consumer<Host> body) {
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      assertThat(run(seed, body)).as("seed %d", seed).isNull();
    }
  }

  private static void poll(Proc p, int fd, int expected) {
    Poll.PollFd[] fds = {new Poll.PollFd(fd, Poll.POLLIN)};
    int got = Poll.poll(p.curthread(), fds, Poll.INFTIM);
    Kassert.kassert(got == expected, "poll gave " + got);
  }

  @Test
  void no_poller_misses_an_event() {
    holdsOnEverySchedule(
        h -> {
          Proc p = h.newProc("p");
          TestObject o = new TestObject(h.kernel());
          int fd = o.open(p);
          KThread a = p.spawn("a", 0, () -> poll(p, fd, 1));
          KThread b = p.spawn("b", 1, () -> poll(p, fd, 1));
          KThread c = p.spawn("c", 0, () -> o.setReady(true));
          a.join();
          b.join();
          c.join();
          Kassert.kassert(!o.sel.isWaiting(), "record left");
        });
  }

  /** The wrong poll tests and sleeps in two holds of the lock: some schedule loses the wakeup. */
  @Test
  void poll_that_forgets_to_look_again_is_caught() {
    boolean caught = false;
    for (long seed = 1; seed <= SCHEDULES && !caught; seed++) {
      Failure f =
          run(
              seed,
              h -> {
                Mtx m = h.rt().mtx(Locks.SELLCK);
                CondVar cv = h.rt().cv("select");
                boolean[] ready = new boolean[1];
                KThread a =
                    h.rt()
                        .spawn(
                            "a",
                            Priority.USER,
                            0,
                            () -> {
                              m.lock();
                              boolean sleep = !ready[0];
                              m.unlock();
                              m.lock();
                              if (sleep) {
                                cv.await(m);
                              }
                              m.unlock();
                            });
                m.lock();
                ready[0] = true;
                cv.broadcast();
                m.unlock();
                a.join();
              });
      caught = f != null && f.isDeadlock();
    }
    assertThat(caught).isTrue();
  }

  @Test
  void signal_always_ends_a_poll() {
    holdsOnEverySchedule(
        h -> {
          Proc p = h.newProc("p");
          p.sigaction(Signal.SIGUSR1, s -> {}, Proc.SA_RESTART);
          TestObject o = new TestObject(h.kernel());
          int fd = o.open(p);
          boolean[] there = new boolean[1];
          KThread a =
              p.spawn(
                  "a",
                  0,
                  () -> {
                    p.curthread();
                    o.lock.lock();
                    there[0] = true;
                    h.rt().sleepQueue().wakeup(there);
                    o.lock.unlock();
                    poll(p, fd, -Errno.EINTR.code());
                    p.curthread().ast();
                  });
          o.lock.lock();
          while (!there[0]) {
            h.rt().sleepQueue().sleep(there, o.lock, "start");
          }
          o.lock.unlock();
          p.signal(Signal.SIGUSR1);
          a.join();
        });
  }

  /**
   * Two threads of a process are there when a signal is posted: one does what is given, which takes
   * no signal, and the other waits for the signal.
   */
  private static void signalWithTwoThreads(Host h, Consumer<Proc> first, int maskOfSecond) {
    Proc p = h.newProc("p");
    p.sigaction(Signal.SIGUSR1, s -> {}, 0);
    TestObject o = new TestObject(h.kernel());
    int fd = o.open(p);
    Meeting meeting = new Meeting(h, o.lock);
    KThread a =
        p.spawn(
            "a",
            0,
            () -> {
              p.curthread();
              meeting.arrive();
              first.accept(p);
              meeting.await(3);
            });
    KThread b =
        p.spawn(
            "b",
            1,
            () -> {
              p.sigmask(maskOfSecond);
              meeting.arrive();
              poll(p, fd, -Errno.EINTR.code());
              p.curthread().ast();
              meeting.arrive();
            });
    meeting.await(2);
    p.signal(Signal.SIGUSR1);
    b.join();
    a.join();
  }

  /** How many have come. */
  private static final class Meeting {
    private final Host h;
    private final Mtx lock;
    private int came;

    Meeting(Host h, Mtx lock) {
      this.h = h;
      this.lock = lock;
    }

    void arrive() {
      lock.lock();
      came++;
      h.rt().sleepQueue().wakeup(this);
      lock.unlock();
    }

    void await(int many) {
      lock.lock();
      while (came < many) {
        h.rt().sleepQueue().sleep(this, lock, "meet");
      }
      lock.unlock();
    }
  }

  private static final int USR1 = 1 << Signal.SIGUSR1;

  @Test
  void signal_is_told_to_another_thread_when_the_first_blocks_it() {
    holdsOnEverySchedule(h -> signalWithTwoThreads(h, p -> p.sigmask(USR1), 0));
  }

  @Test
  void signal_is_told_to_another_thread_when_the_first_ends() {
    holdsOnEverySchedule(
        h ->
            signalWithTwoThreads(
                h,
                p -> {
                  throw new ThreadExit("without a system call");
                },
                0));
  }

  @Test
  void signal_that_every_thread_blocks_is_told_to_none() {
    Failure f = null;
    for (long seed = 1; seed <= SCHEDULES && f == null; seed++) {
      f = run(seed, h -> signalWithTwoThreads(h, p -> p.sigmask(USR1), USR1));
    }
    assertThat(f).isNotNull();
    assertThat(f.isDeadlock()).isTrue();
  }

  @Test
  void file_is_closed_once_whoever_is_inside() {
    holdsOnEverySchedule(
        h -> {
          Proc p = h.newProc("p");
          TestObject o = new TestObject(h.kernel());
          int fd = o.open(p);
          Runnable use =
              () -> {
                File fp = p.fd().fget(fd);
                if (fp != null) {
                  Kassert.kassert(o.closes == 0, "used after close");
                  fp.fdrop(null);
                }
              };
          KThread a = p.spawn("a", 0, use);
          KThread b = p.spawn("b", 1, () -> p.fd().close(fd, null));
          KThread c = p.spawn("c", 0, () -> p.fd().dup2(fd, 7, null));
          a.join();
          b.join();
          c.join();
          p.fd().close(7, null);
          Kassert.kassert(o.closes == 1, "closed " + o.closes + " times");
        });
  }

  @Test
  void process_ends_whoever_ends_it_first() {
    holdsOnEverySchedule(
        h -> {
          Proc p = h.newProc("p");
          TestObject o = new TestObject(h.kernel());
          int fd = o.open(p);
          p.spawn(
              "a",
              0,
              () -> {
                Poll.PollFd[] fds = {new Poll.PollFd(fd, Poll.POLLIN)};
                while (true) {
                  Poll.poll(p.curthread(), fds, Poll.INFTIM);
                  p.curthread().ast();
                }
              });
          p.spawn("b", 1, () -> p.exit(1 << 8));
          KThread c = h.rt().spawn("c", Priority.KTHREAD, 0, () -> p.signal(Signal.SIGTERM));
          p.exit(2 << 8);
          c.join();
          Kassert.kassert(o.closes == 1, "not closed");
        });
  }

  @Test
  void interrupt_thread_sees_all_work_and_stops() {
    holdsOnEverySchedule(
        h -> {
          Mtx q = h.rt().mtx(Locks.IP_INQ);
          int[] queued = new int[1];
          int[] done = new int[1];
          IThread it =
              h.kernel()
                  .ithread(
                      "swi",
                      Priority.SWI_NET,
                      0,
                      true,
                      () -> {
                        q.lock();
                        done[0] += queued[0];
                        queued[0] = 0;
                        h.rt().sleepQueue().wakeup(done);
                        q.unlock();
                      });
          Runnable feed =
              () -> {
                for (int i = 0; i < 2; i++) {
                  q.lock();
                  queued[0]++;
                  q.unlock();
                  it.schedule();
                }
              };
          KThread a = h.rt().spawn("a", Priority.KTHREAD, 0, feed);
          KThread b = h.rt().spawn("b", Priority.KTHREAD, 1, feed);
          q.lock();
          while (done[0] < 4) {
            h.rt().sleepQueue().sleep(done, q, "done");
          }
          q.unlock();
          a.join();
          b.join();
        });
  }

  @Test
  void interrupt_thread_may_be_stopped_while_it_is_scheduled() {
    holdsOnEverySchedule(
        h -> {
          IThread it =
              h.kernel().ithread("swi", Priority.SWI_NET, 0, true, () -> h.rt().yieldCpu());
          KThread a = h.rt().spawn("a", Priority.KTHREAD, 0, it::schedule);
          it.stop();
          a.join();
        });
  }

  @Test
  void everyone_who_waits_for_an_mbuf_gets_one() {
    holdsOnEverySchedule(
        h -> {
          Runnable user =
              () -> {
                for (int i = 0; i < 2; i++) {
                  Mbuf m = h.mbufs().get(How.WAITOK, Mbuf.MT_DATA);
                  h.mbufs().free(m);
                  m = h.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
                  h.mbufs().free(m);
                }
              };
          KThread[] t = new KThread[4];
          for (int i = 0; i < t.length; i++) {
            t[i] = h.rt().spawn("t" + i, Priority.KTHREAD, i % 2, user);
          }
          for (KThread k : t) {
            k.join();
          }
        });
  }

  @Test
  void cluster_shared_by_threads_is_freed_once_and_not_written() {
    holdsOnEverySchedule(
        h -> {
          Mbuf m = h.mbufs().getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
          m.len = 100;
          m.pkthdr.len = 100;
          Mbuf copy = h.mbufs().copypacket(m, How.WAITOK);
          KThread a =
              h.rt()
                  .spawn(
                      "a",
                      Priority.KTHREAD,
                      1,
                      () -> {
                        h.mbufs().copyback(copy, 0, 3, new byte[] {1, 2, 3}, 0, How.DONTWAIT);
                        h.mbufs().freem(copy);
                      });
          Kassert.kassert(m.u8(0) == 0, "written by the other");
          h.mbufs().freem(m);
          a.join();
        });
  }
}
