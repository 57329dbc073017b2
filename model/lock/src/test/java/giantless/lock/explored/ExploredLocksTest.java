package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;
import giantless.lock.witness.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The primitives under many schedules, each property with a wrong twin that must fail. */
class ExploredLocksTest {
  private static final LockClass RW = LockClass.rw("test rw").build();
  private static final LockClass SX = LockClass.sx("test sx").build();
  private static final LockClass RM = LockClass.rm("test rm").build();
  private static final int SEEDS = 200;

  private static KThread user(ExploredRuntime rt, String name, Runnable body) {
    return rt.spawn(name, Priority.USER, 0, body);
  }

  /** How many of the seeds fail. */
  private static int failures(Consumer<ExploredRuntime> body) {
    int n = 0;
    try (ThreadCarrier carrier = ThreadCarrier.best()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        WorldOptions o = new WorldOptions().carrier(carrier);
        n += Simulation.run(new RandomScheduler(seed), o, body).isComplete() ? 0 : 1;
      }
    }
    return n;
  }

  /** Three threads enter a section that must be theirs alone. */
  private static void section(ExploredRuntime rt, Runnable enter, Runnable leave) {
    int[] inside = {0};
    List<KThread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          user(
              rt,
              "t" + i,
              () -> {
                enter.run();
                int n = ++inside[0];
                rt.yieldCpu();
                inside[0]--;
                if (n != 1) {
                  throw new Panic("not alone");
                }
                leave.run();
              }));
    }
    threads.forEach(t -> t.join());
  }

  @Test
  void mutex_and_exclusive_locks_exclude() {
    assertThat(
            failures(
                rt -> {
                  Mtx m = rt.mtx(Locks.SO_RCV);
                  section(rt, () -> m.lock(), () -> m.unlock());
                }))
        .isZero();
    assertThat(
            failures(
                rt -> {
                  RwLock l = rt.rw(RW);
                  section(rt, () -> l.wlock(), () -> l.wunlock());
                }))
        .isZero();
    assertThat(
            failures(
                rt -> {
                  SxLock l = rt.sx(SX);
                  section(rt, () -> l.xlock(), () -> l.xunlock());
                }))
        .isZero();
    assertThat(
            failures(
                rt -> {
                  RmLock l = rt.rm(RM);
                  section(rt, () -> l.wlock(), () -> l.wunlock());
                }))
        .isZero();
  }

  @Test
  void shared_locks_and_none_do_not_exclude() {
    assertThat(failures(rt -> section(rt, () -> {}, () -> {}))).isPositive();
    assertThat(
            failures(
                rt -> {
                  RwLock l = rt.rw(RW);
                  section(rt, () -> l.rlock(), () -> l.runlock());
                }))
        .isPositive();
  }

  @Test
  void writer_excludes_readers() {
    Consumer<ExploredRuntime> body =
        rt -> {
          RwLock l = rt.rw(RW);
          int[] data = {0, 0};
          KThread w =
              user(
                  rt,
                  "w",
                  () -> {
                    l.wlock();
                    data[0]++;
                    rt.yieldCpu();
                    data[1]++;
                    l.wunlock();
                  });
          l.rlock();
          if (data[0] != data[1]) {
            throw new Panic("torn");
          }
          l.runlock();
          w.join();
        };
    assertThat(failures(body)).isZero();
  }

  @Test
  void lost_update_of_unlocked_atomics_is_found() {
    Consumer<ExploredRuntime> wrong = rt -> count(rt, false);
    Consumer<ExploredRuntime> right = rt -> count(rt, true);
    assertThat(failures(right)).isZero();
    assertThat(failures(wrong)).isPositive();
  }

  private static void count(ExploredRuntime rt, boolean atomically) {
    AtomicInt n = rt.atomicInt(0);
    Runnable add =
        () -> {
          if (atomically) {
            n.fetchAdd(1);
          } else {
            n.set(n.get() + 1);
          }
        };
    KThread a = user(rt, "a", add);
    KThread b = user(rt, "b", add);
    a.join();
    b.join();
    if (n.get() != 2) {
      throw new Panic("lost update");
    }
  }

  /** A reader that comes while a writer queues waits; one that holds the lock already passes. */
  @Test
  void queued_writer_holds_off_new_readers_only() {
    List<String> order = new ArrayList<>();
    Simulation.run(
            rt -> {
              RwLock l = rt.rw(RW);
              l.rlock();
              KThread w =
                  user(
                      rt,
                      "w",
                      () -> {
                        l.wlock();
                        order.add("writer");
                        l.wunlock();
                      });
              rt.yieldCpu();
              KThread r =
                  user(
                      rt,
                      "r",
                      () -> {
                        l.rlock();
                        order.add("new reader");
                        l.runlock();
                      });
              rt.yieldCpu();
              assertThat(l.tryRlock()).isTrue();
              order.add("old reader");
              l.runlock();
              KThread t = user(rt, "t", () -> order.add("try " + l.tryRlock()));
              t.join();
              l.runlock();
              w.join();
              r.join();
            })
        .orThrow();
    assertThat(order).startsWith("old reader", "try false").contains("writer", "new reader");
  }

  @Test
  void upgrade_succeeds_for_the_sole_reader_only() {
    Simulation.run(
            rt -> {
              SxLock l = rt.sx(SX);
              l.slock();
              assertThat(l.tryUpgrade()).isTrue();
              assertThat(l.isOwned()).isTrue();
              l.downgrade();
              assertThat(l.isOwned()).isFalse();
              assertThat(l.isHeld()).isTrue();
              KThread t = user(rt, "t", () -> l.slock());
              t.join();
              assertThat(l.tryUpgrade()).isFalse();
              l.sunlock();
            })
        .orThrow();
  }

  @Test
  void priority_is_lent_along_the_chain_of_owners_but_not_through_sx() {
    Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_SND);
              RwLock l = rt.rw(RW);
              SxLock s = rt.sx(SX);
              s.xlock();
              m.lock();
              KThread me = rt.curthread();
              KThread mid =
                  rt.spawn(
                      "mid",
                      Priority.SOCKET,
                      0,
                      () -> {
                        l.wlock();
                        m.lock();
                        m.unlock();
                        l.wunlock();
                      });
              rt.yieldCpu();
              assertThat(me.priority()).isEqualTo(Priority.SOCKET);
              KThread net =
                  rt.spawn(
                      "net",
                      Priority.INTR_NET,
                      0,
                      () -> {
                        l.rlock();
                        l.runlock();
                      });
              KThread sx =
                  rt.spawn(
                      "sx",
                      1,
                      0,
                      () -> {
                        s.slock();
                        s.sunlock();
                      });
              rt.yieldCpu();
              assertThat(mid.priority()).isEqualTo(Priority.INTR_NET);
              assertThat(me.priority()).isEqualTo(Priority.INTR_NET);
              m.unlock();
              assertThat(me.priority()).isEqualTo(Priority.USER);
              s.xunlock();
              mid.join();
              net.join();
              sx.join();
            })
        .orThrow();
  }

  @Test
  void giant_is_dropped_with_its_depth_over_sleeps_and_sx_waits() {
    Simulation.run(
            rt -> {
              SxLock s = rt.sx(SX);
              Mtx m = rt.mtx(Locks.SO_RCV);
              int[] got = {0};
              KThread t =
                  user(
                      rt,
                      "t",
                      () -> {
                        s.xlock();
                        rt.giant().lock();
                        got[0]++;
                        rt.giant().unlock();
                        s.xunlock();
                      });
              rt.giant().lock();
              rt.giant().lock();
              rt.yieldCpu();
              s.slock();
              s.sunlock();
              assertThat(got[0]).isEqualTo(1);
              m.lock();
              KThread u =
                  user(
                      rt,
                      "u",
                      () -> {
                        rt.giant().lock();
                        got[0]++;
                        rt.giant().unlock();
                      });
              rt.sleepQueue().sleep(got, m, "wait", false, 1000, true);
              assertThat(got[0]).isEqualTo(2);
              assertThat(m.isOwned()).isFalse();
              rt.giant().unlock();
              assertThat(rt.giant().isOwned()).isTrue();
              rt.giant().unlock();
              assertThat(rt.giant().isOwned()).isFalse();
              t.join();
              u.join();
            })
        .orThrow();
  }

  /**
   * The thread of one machine that waits for the end of another's thread lets go of Giant of both,
   * though that thread ends only after others have had them.
   */
  @Test
  void a_join_across_machines_drops_giant_of_both_with_its_depth() {
    try (World w = new World()) {
      ExploredRuntime a = w.runtime("a", null, 1);
      ExploredRuntime b = w.runtime("b", null, 1);
      List<String> order = new ArrayList<>();
      w.run(() -> user(b, "joiner", () -> joinHoldingGiants(a, b, order)).join()).orThrow();
      assertThat(order).containsExactly("a", "b", "joined");
    }
  }

  private static void joinHoldingGiants(ExploredRuntime a, ExploredRuntime b, List<String> order) {
    b.giant().lock();
    b.giant().lock();
    a.giant().lock();
    KThread t =
        user(
            a,
            "t",
            () -> {
              a.giant().lock();
              order.add("a");
              a.giant().unlock();
              b.giant().lock();
              order.add("b");
              b.giant().unlock();
            });
    t.join();
    order.add("joined");
    a.giant().unlock();
    b.giant().unlock();
    assertThat(a.giant().isOwned()).isFalse();
    assertThat(b.giant().isOwned()).isTrue();
    b.giant().unlock();
    assertThat(b.giant().isOwned()).isFalse();
  }

  /** The twin: what is no Giant is not let go of, and Witness of either machine says so. */
  @Test
  void a_join_across_machines_is_a_sleep_of_the_caller() {
    for (boolean own : new boolean[] {true, false}) {
      Witness seen = new Witness();
      try (World w = new World()) {
        ExploredRuntime a = w.runtime("a", own ? null : seen, 1);
        ExploredRuntime b = w.runtime("b", own ? seen : null, 1);
        Mtx m = (own ? b : a).mtx(Locks.SO_RCV);
        Runnable joiner =
            () -> {
              m.lock();
              user(a, "t", () -> {}).join();
            };
        Failure f = w.run(() -> user(b, "joiner", joiner).join()).failure();
        assertThat(f).as("own %s", own).isNotNull();
        assertThat(f.message()).contains("sleep with a non-sleepable lock held: join t");
      }
    }
  }

  /** Giant is taken again before the interlock, as Witness demands, though nobody slept. */
  @Test
  void a_sleep_that_a_signal_forbids_takes_giant_before_its_interlock() {
    for (boolean drop : new boolean[] {false, true}) {
      try (World world = new World()) {
        ExploredRuntime rt = world.runtime("", new Witness(), 1);
        Mtx m = rt.mtx(Locks.SO_RCV);
        world
            .run(
                () -> {
                  rt.curthread().interrupt();
                  rt.giant().lock();
                  rt.giant().lock();
                  m.lock();
                  assertThat(rt.sleepQueue().sleep(m, m, "wait", true, 1000, drop))
                      .isEqualTo(WaitResult.INTERRUPTED);
                  assertThat(m.isOwned()).isEqualTo(!drop);
                  if (!drop) {
                    m.unlock();
                  }
                  rt.giant().unlock();
                  assertThat(rt.giant().isOwned()).isTrue();
                  rt.giant().unlock();
                  assertThat(rt.giant().isOwned()).isFalse();
                })
            .orThrow();
      }
    }
  }

  @Test
  void giant_as_interlock_is_released_with_its_depth_and_taken_again() {
    Simulation.run(
            rt -> {
              Object channel = new Object();
              rt.giant().lock();
              rt.giant().lock();
              KThread t =
                  user(
                      rt,
                      "t",
                      () -> {
                        rt.giant().lock();
                        rt.sleepQueue().wakeup(channel);
                        rt.giant().unlock();
                      });
              rt.sleepQueue().sleep(channel, rt.giant().mtx(), "wait");
              rt.giant().unlock();
              rt.giant().assertOwned();
              rt.giant().unlock();
              assertThat(rt.giant().isOwned()).isFalse();
              t.join();
            })
        .orThrow();
  }

  @Test
  void signal_ends_interruptible_waits_and_stays_until_taken() {
    Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              SxLock s = rt.sx(SX);
              List<Object> got = new ArrayList<>();
              s.xlock();
              KThread t =
                  user(
                      rt,
                      "t",
                      () -> {
                        m.lock();
                        got.add(rt.sleepQueue().sleep(got, m, "w", true, 0, false));
                        got.add(rt.sleepQueue().sleep(got, m, "w", true, 0, true));
                        got.add(s.slockSig());
                        got.add(s.xlockSig());
                        got.add(rt.curthread().clearInterrupt());
                        got.add(rt.curthread().isInterrupted());
                      });
              rt.yieldCpu();
              t.interrupt();
              t.join();
              s.xunlock();
              assertThat(got)
                  .containsExactly(
                      WaitResult.INTERRUPTED,
                      WaitResult.INTERRUPTED,
                      WaitResult.INTERRUPTED,
                      WaitResult.INTERRUPTED,
                      true,
                      false);
            })
        .orThrow();
  }

  @Test
  void wakeup_one_takes_the_best_priority_then_the_longest_asleep() {
    List<String> order = new ArrayList<>();
    Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              int[] priorities = {Priority.USER, Priority.SOCKET, Priority.SOCKET, 200};
              List<KThread> threads = new ArrayList<>();
              for (int p : priorities) {
                String name = "t" + threads.size();
                threads.add(
                    rt.spawn(
                        name,
                        p,
                        0,
                        () -> {
                          m.lock();
                          rt.sleepQueue().sleep(order, m, "w");
                          order.add(name);
                          m.unlock();
                        }));
              }
              rt.yieldCpu();
              for (int i = 0; i < 4; i++) {
                rt.sleepQueue().wakeupOne(order);
                rt.yieldCpu();
              }
              threads.forEach(t -> t.join());
            })
        .orThrow();
    assertThat(order).containsExactly("t1", "t2", "t0", "t3");
  }

  @Test
  void use_after_destroy_panics_whoever_waits_when_it_goes() {
    Consumer<ExploredRuntime> body =
        rt -> {
          Mtx m = rt.mtx(Locks.SO_RCV);
          KThread t =
              user(
                  rt,
                  "t",
                  () -> {
                    m.lock();
                    m.unlock();
                  });
          m.lock();
          m.destroy();
          t.join();
        };
    List<String> messages = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Result r = Simulation.run(seed, body);
      messages.add(r.isComplete() ? "" : r.failure().message());
    }
    assertThat(messages)
        .contains(
            "",
            "thread t: giantless.lock.Panic: use of destroyed so_rcv (sleep mutex)",
            "thread main: giantless.lock.Panic: destroy of so_rcv (sleep mutex) while threads wait"
                + " for it");
  }

  @Test
  void outside_of_a_run_operations_take_effect_at_once_and_waits_are_errors() {
    try (World w = new World()) {
      ExploredRuntime rt = w.runtime("", null, 1);
      Mtx m = rt.mtx(Locks.SO_RCV);
      m.lock();
      assertThat(m.isOwned()).isTrue();
      m.unlock();
      assertThatThrownBy(() -> rt.park(10))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("outside of a run nobody can wait: park");
      assertThatThrownBy(() -> rt.sleepQueue().sleep(w, null, "w"))
          .hasMessage("outside of a run nobody can wait: sleep on w");
      w.run(
              () -> {
                m.lock();
              })
          .orThrow();
      assertThatThrownBy(() -> m.lock())
          .hasMessage("outside of a run nobody can wait: lock so_rcv");
    }
  }
}
