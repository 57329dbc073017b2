package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How executions end: the texts of failures, word for word, and what is left behind. */
class EndsTest {
  private static final LockClass RW = LockClass.rw("test rw").build();

  private static KThread user(ExploredRuntime rt, String name, Runnable body) {
    return rt.spawn(name, Priority.USER, 0, body);
  }

  /** The failure of the first seed that fails. */
  private static Failure firstFailure(Consumer<ExploredRuntime> body) {
    for (int seed = 0; seed < 500; seed++) {
      Result r = Simulation.run(seed, body);
      if (r.failure() != null) {
        return r.failure();
      }
    }
    return null;
  }

  private static void twoLocks(ExploredRuntime rt, boolean reversed) {
    Mtx snd = rt.mtx(Locks.SO_SND);
    Mtx rcv = rt.mtx(Locks.SO_RCV);
    KThread b =
        user(
            rt,
            "b",
            () -> {
              Mtx first = reversed ? rcv : snd;
              Mtx second = reversed ? snd : rcv;
              first.lock();
              rt.yieldCpu();
              second.lock();
              second.unlock();
              first.unlock();
            });
    KThread a =
        user(
            rt,
            "a",
            () -> {
              snd.lock();
              rcv.lock();
              rcv.unlock();
              snd.unlock();
            });
    a.join();
    b.join();
  }

  @Test
  void reversed_order_of_two_locks_deadlocks() {
    Failure f = firstFailure(rt -> twoLocks(rt, true));
    assertThat(f.kind()).isEqualTo(Failure.Kind.DEADLOCK);
    String a = "  thread a wants so_rcv (sleep mutex), held by b; holds so_snd (sleep mutex)\n";
    String b = "  thread b wants so_snd (sleep mutex), held by a; holds so_rcv (sleep mutex)\n";
    String head = "deadlock: 2 threads wait for each other\n";
    String rest = "besides:\n  thread main waits for the end of a; holds nothing";
    assertThat(f.message()).isIn(head + a + b + rest, head + b + a + rest);
  }

  @Test
  void one_order_of_two_locks_does_not_deadlock() {
    assertThat(firstFailure(rt -> twoLocks(rt, false))).isNull();
  }

  @Test
  void philosophers_deadlock_in_a_cycle_of_three() {
    Failure f =
        firstFailure(
            rt -> {
              Mtx[] forks = {rt.mtx(Locks.SO_SND), rt.mtx(Locks.SO_SND), rt.mtx(Locks.SO_SND)};
              List<KThread> threads = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                int n = i;
                threads.add(
                    user(
                        rt,
                        "p" + i,
                        () -> {
                          forks[n].lock();
                          forks[(n + 1) % 3].lock();
                          forks[(n + 1) % 3].unlock();
                          forks[n].unlock();
                        }));
              }
              threads.forEach(t -> t.join());
            });
    assertThat(f.message())
        .startsWith("deadlock: 3 threads wait for each other\n")
        .contains(
            "thread p0 wants so_snd#2 (sleep mutex), held by p1; holds so_snd (sleep mutex)",
            "thread p1 wants so_snd#3 (sleep mutex), held by p2; holds so_snd#2 (sleep mutex)",
            "thread p2 wants so_snd (sleep mutex), held by p0; holds so_snd#3 (sleep mutex)");
  }

  /** Found although another thread could run for ever. */
  @Test
  void a_cycle_is_reported_when_it_closes() {
    Consumer<ExploredRuntime> body =
        rt -> {
          user(
              rt,
              "busy",
              () -> {
                while (true) {
                  rt.pause(1000);
                }
              });
          twoLocks(rt, true);
        };
    Failure f = null;
    for (int seed = 0; seed < 100 && f == null; seed++) {
      f =
          Simulation.run(new RandomScheduler(seed), new WorldOptions().stepLimit(1000), body)
              .failure();
      f = f.kind() == Failure.Kind.STEP_BOUND ? null : f;
    }
    assertThat(f.kind()).isEqualTo(Failure.Kind.DEADLOCK);
  }

  @Test
  void a_queued_writer_between_two_readers_is_in_the_cycle() {
    Consumer<ExploredRuntime> body =
        rt -> {
          RwLock l = rt.rw(RW);
          Mtx m = rt.mtx(Locks.SO_RCV);
          l.rlock();
          KThread w = user(rt, "w", () -> l.wlock());
          KThread r =
              user(
                  rt,
                  "r",
                  () -> {
                    m.lock();
                    l.rlock();
                    l.runlock();
                    m.unlock();
                  });
          rt.yieldCpu();
          m.lock();
          m.unlock();
          l.runlock();
          r.join();
          w.join();
        };
    Result r = Simulation.run(body);
    assertThat(r.failure().message())
        .isEqualTo(
            "deadlock: 3 threads wait for each other\n"
                + "  thread main wants so_rcv (sleep mutex), held by r; holds test rw (rw) shared\n"
                + "  thread r wants test rw (rw) shared, held off by waiting writer w;"
                + " holds so_rcv (sleep mutex)\n"
                + "  thread w wants test rw (rw), held by main shared; holds nothing");
  }

  @Test
  void a_wakeup_before_the_sleep_is_lost() {
    Consumer<ExploredRuntime> wrong = rt -> waitForFlag(rt, false);
    Consumer<ExploredRuntime> right = rt -> waitForFlag(rt, true);
    Failure f = firstFailure(wrong);
    assertThat(f.kind()).isEqualTo(Failure.Kind.LOST_WAKEUP);
    assertThat(f.isDeadlock()).isTrue();
    assertThat(f.message())
        .isEqualTo(
            "deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)\n"
                + "  thread main sleeps on sbwait; holds nothing");
    assertThat(firstFailure(right)).isNull();
  }

  /** Wrong: the flag is tested before the mutex is taken. */
  private static void waitForFlag(ExploredRuntime rt, boolean right) {
    Mtx m = rt.mtx(Locks.SO_RCV);
    CondVar cv = rt.cv("sbwait");
    boolean[] flag = {false};
    KThread t =
        user(
            rt,
            "t",
            () -> {
              m.lock();
              flag[0] = true;
              cv.signal();
              m.unlock();
            });
    if (right) {
      m.lock();
      while (!flag[0]) {
        cv.await(m);
      }
      m.unlock();
    } else if (!flag[0]) {
      m.lock();
      cv.await(m);
      m.unlock();
    }
    t.join();
  }

  @Test
  void parked_user_threads_are_stuck_and_parked_kernel_threads_are_idle() {
    Result user = Simulation.run(rt -> user(rt, "u", () -> rt.park(LockRuntime.NEVER)));
    assertThat(user.failure().message())
        .isEqualTo(
            "deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)\n"
                + "  thread u is parked; holds nothing");
    Simulation.run(rt -> rt.spawn("k", Priority.SWI_NET, 0, () -> rt.park(LockRuntime.NEVER)))
        .orThrow();
  }

  @Test
  void kernel_threads_that_wait_for_a_lock_are_stuck() {
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              m.lock();
              rt.spawn("k", Priority.SWI_NET, 0, () -> m.lock());
            });
    assertThat(r.failure().message())
        .isEqualTo(
            "deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)\n"
                + "  thread k wants so_rcv (sleep mutex), held by a thread that is gone;"
                + " holds nothing");
  }

  @Test
  void livelock_ends_at_the_step_bound() {
    Result r =
        Simulation.run(
            new DeterministicScheduler(),
            new WorldOptions().stepLimit(100),
            rt -> {
              while (true) {
                rt.yieldCpu();
              }
            });
    assertThat(r.failure().kind()).isEqualTo(Failure.Kind.STEP_BOUND);
    assertThat(r.failure().message())
        .isEqualTo(
            "more than 100 steps (livelock, or limit too low)\n"
                + "  thread main can run: yields; holds nothing");
    assertThat(r.steps()).isEqualTo(100);
  }

  @Test
  void panic_in_any_thread_ends_the_execution_with_the_trace_so_far() {
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              user(rt, "t", () -> m.unlock());
              rt.pause(1);
            });
    assertThat(r.failure().kind()).isEqualTo(Failure.Kind.PANIC);
    assertThat(r.failure().thread()).isEqualTo("t");
    assertThatThrownBy(() -> r.orThrow())
        .isInstanceOf(Panic.class)
        .hasMessage("unlock of so_rcv (sleep mutex) by thread t, which does not own it");
    assertThat(r.trace().lines()).containsExactly("main: starts", "main: spawns t", "t: starts");
  }

  @Test
  void unwinding_runs_finally_blocks_and_lets_no_operation_through() {
    List<String> log = new ArrayList<>();
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              for (int i = 0; i < 3; i++) {
                String name = "t" + i;
                user(
                    rt,
                    name,
                    () -> {
                      try {
                        rt.pause(1000);
                      } finally {
                        log.add(name);
                        m.lock();
                        log.add("locked");
                      }
                    });
              }
              rt.yieldCpu();
              throw new IllegalStateException("enough");
            });
    assertThat(r.failure().message())
        .isEqualTo("thread main: java.lang.IllegalStateException: enough");
    assertThat(log).containsExactlyInAnyOrder("t0", "t1", "t2");
  }

  @Test
  void threads_do_not_leak_from_abandoned_executions() {
    int before = Thread.activeCount();
    try (ThreadCarrier carrier = ThreadCarrier.best()) {
      WorldOptions o = new WorldOptions().carrier(carrier);
      for (int i = 0; i < 10_000; i++) {
        Result r =
            Simulation.run(
                new DeterministicScheduler(),
                o,
                rt -> {
                  user(rt, "a", () -> rt.pause(1000));
                  user(rt, "b", () -> rt.pause(1000));
                  rt.yieldCpu();
                  throw new Panic("enough");
                });
        assertThat(r.failure().kind()).isEqualTo(Failure.Kind.PANIC);
      }
      assertThat(carrier.stacks()).isEqualTo(3);
    }
    assertThat(Thread.activeCount()).isEqualTo(before);
  }

  /** A thread that catches everything and goes on cannot be unwound: it is left where it is. */
  @Test
  void a_thread_that_swallows_its_end_is_stranded() {
    Throwable[] swallowed = {null};
    Consumer<ExploredRuntime> body =
        rt -> {
          user(
              rt,
              "deaf",
              () -> {
                while (true) {
                  try {
                    rt.pause(1000);
                  } catch (Throwable e) {
                    swallowed[0] = e;
                  }
                }
              });
          rt.yieldCpu();
          throw new Panic("enough");
        };
    assertThat(Simulation.run(body).failure().message()).endsWith("enough");
    assertThat(swallowed[0]).hasMessage("this execution has been given up");
  }

  @Test
  void a_java_thread_of_its_own_is_rejected() {
    Throwable[] thrown = {null};
    Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              Thread t =
                  new Thread(
                      () -> {
                        try {
                          m.lock();
                        } catch (IllegalStateException e) {
                          thrown[0] = e;
                        }
                      },
                      "stray");
              t.start();
              try {
                t.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })
        .orThrow();
    assertThat(thrown[0])
        .hasMessage(
            "Java thread stray is none of this world, in which threads are spawned by the"
                + " runtime");
  }

  @Test
  void shutdown_panics_while_a_spawned_thread_is_there() {
    Result r =
        Simulation.run(
            rt -> {
              rt.spawn("k", Priority.SWI_NET, 0, () -> rt.park(LockRuntime.NEVER));
              rt.shutdown();
            });
    assertThat(r.failure().message())
        .isEqualTo(
            "thread main: giantless.lock.Panic: shutdown: threads that have not returned: k");
  }

  /** Touching it makes a step within a class initializer, whose frame is native up to JDK 25. */
  private static final class Initializer {
    static final ThreadLocal<Runnable> STEP = new ThreadLocal<>();

    static final class Late {
      static final boolean DONE;

      static {
        STEP.get().run();
        DONE = true;
      }
    }
  }

  @Test
  void a_wait_where_no_continuation_can_wait_says_so() {
    Failure f =
        Simulation.run(
                rt -> {
                  Initializer.STEP.set(() -> rt.yieldCpu());
                  user(rt, "t", () -> rt.yieldCpu());
                  assertThat(Initializer.Late.DONE).isTrue();
                })
            .failure();
    if (ThreadCarrier.hasContinuations() && Runtime.version().feature() <= 25) {
      assertThat(f.message())
          .isEqualTo(
              "thread main: java.lang.IllegalStateException: thread main cannot wait here, since"
                  + " its stack has a native frame (of a class initializer, for example) or a"
                  + " monitor: Pinned: NATIVE");
    } else {
      assertThat(f).isNull();
    }
  }
}
