package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.Callout;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.lock.WaitResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Time moves to the earliest deadline, and only when no thread can run; or where a scheduler says.
 */
class VirtualTimeTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void timed_wait_ends_at_its_deadline_exactly() {
    Result r =
        Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("sbwait");
              m.lock();
              assertThat(cv.timedAwait(m, 3600 * SECOND)).isEqualTo(WaitResult.TIMED_OUT);
              assertThat(rt.uptimeNanos()).isEqualTo(3600 * SECOND);
              assertThat(m.isOwned()).isTrue();
              assertThat(cv.hasWaiters()).isFalse();
              m.unlock();
            });
    assertThat(r.orThrow().nanos()).isEqualTo(3600 * SECOND);
  }

  @Test
  void a_signal_in_time_wins_over_the_deadline() {
    Simulation.run(
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("sbwait");
              KThread t =
                  rt.spawn(
                      "t",
                      Priority.USER,
                      0,
                      () -> {
                        rt.pause(SECOND - 1);
                        cv.signal();
                      });
              m.lock();
              assertThat(cv.timedAwait(m, SECOND)).isEqualTo(WaitResult.WOKEN);
              assertThat(rt.uptimeNanos()).isEqualTo(SECOND - 1);
              m.unlock();
              t.join();
            })
        .orThrow();
  }

  @Test
  void time_stands_still_while_a_thread_can_run() {
    Simulation.run(
            rt -> {
              KThread t = rt.spawn("t", Priority.USER, 0, () -> rt.pause(1));
              for (int i = 0; i < 1000; i++) {
                rt.yieldCpu();
              }
              assertThat(rt.uptimeNanos()).isZero();
              t.join();
              assertThat(rt.uptimeNanos()).isEqualTo(1);
              assertThat(rt.timeOfDayNanos()).isEqualTo(1_092_614_400L * SECOND + 1);
            })
        .orThrow();
  }

  @Test
  void callouts_of_two_machines_expire_in_order_of_time_on_one_clock() {
    List<String> fired = new ArrayList<>();
    try (World w = new World()) {
      ExploredRuntime a = w.runtime("a", null, 1);
      ExploredRuntime b = w.runtime("b", null, 1);
      Callout ca = Callout.mpsafe(a.callouts());
      Callout cb = Callout.mpsafe(b.callouts());
      Result r =
          w.run(
              () -> {
                ca.reset(2 * SECOND, () -> fired.add("a at " + a.uptimeNanos() / SECOND));
                cb.reset(
                    SECOND,
                    () -> {
                      fired.add("b at " + b.uptimeNanos() / SECOND);
                      cb.reset(2 * SECOND, () -> fired.add("b at " + b.uptimeNanos() / SECOND));
                    });
                a.pause(10 * SECOND);
              });
      r.orThrow();
      assertThat(fired).containsExactly("b at 1", "a at 2", "b at 3");
      assertThat(r.trace().columns()).contains("a/swi4: clock").contains("b/swi4: clock");
      w.run(
              () -> {
                a.shutdown();
                b.shutdown();
              })
          .orThrow();
    }
  }

  /** The world rests when all that is left is service threads, and goes on in the next run. */
  @Test
  void idle_service_threads_end_a_run_and_serve_the_next() {
    try (World w = new World()) {
      ExploredRuntime rt = w.runtime("", null, 1);
      TaskQueue q = new TaskQueue(rt, "taskq", Priority.SWI_TQ);
      List<Integer> ran = new ArrayList<>();
      TaskQueue.Task task = new TaskQueue.Task(n -> ran.add(n));
      Callout c = Callout.mpsafe(rt.callouts());
      w.run(
              () -> {
                q.enqueue(task);
                c.reset(SECOND, () -> ran.add(-1));
              })
          .orThrow();
      assertThat(ran).containsExactly(1);
      w.run(
              () -> {
                q.enqueue(task);
                rt.pause(2 * SECOND);
              })
          .orThrow();
      assertThat(ran).containsExactly(1, 1, -1);
      w.run(
              () -> {
                q.free();
                rt.shutdown();
              })
          .orThrow();
      assertThat(w.liveCount()).isZero();
    }
  }

  /** With time as a choice a deadline may come before a thread that could run takes its step. */
  @Test
  void expiry_as_a_choice_races_with_the_signal() {
    Set<String> results = new TreeSet<>();
    Set<String> simulated = new TreeSet<>();
    for (int seed = 0; seed < 100; seed++) {
      timedWaitAgainstSignal(new RandomScheduler(seed, true), results);
      timedWaitAgainstSignal(new RandomScheduler(seed), simulated);
    }
    assertThat(results).containsExactly("TIMED_OUT", "WOKEN");
    assertThat(simulated).containsExactly("WOKEN");
  }

  private static void timedWaitAgainstSignal(Scheduler s, Set<String> results) {
    Simulation.run(
            s,
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("sbwait");
              m.lock();
              boolean[] done = {false};
              KThread t =
                  rt.spawn(
                      "t",
                      Priority.USER,
                      0,
                      () -> {
                        m.lock();
                        done[0] = true;
                        cv.signal();
                        m.unlock();
                      });
              WaitResult r = WaitResult.WOKEN;
              while (!done[0] && r == WaitResult.WOKEN) {
                r = cv.timedAwait(m, SECOND);
              }
              results.add(r.toString());
              m.unlock();
              t.join();
            })
        .orThrow();
  }

  @Test
  void only_the_earliest_deadline_may_come() {
    for (int seed = 0; seed < 50; seed++) {
      List<Long> order = new ArrayList<>();
      Simulation.run(
              new RandomScheduler(seed, true),
              rt -> {
                List<KThread> threads = new ArrayList<>();
                for (long n = 3; n > 0; n--) {
                  long nanos = n * 10;
                  threads.add(
                      rt.spawn(
                          "t" + n,
                          Priority.USER,
                          0,
                          () -> {
                            rt.park(nanos);
                            order.add(rt.uptimeNanos());
                          }));
                }
                threads.forEach(t -> t.join());
              })
          .orThrow();
      assertThat(order).isSorted();
    }
  }

  @Test
  void a_permit_is_kept_for_the_next_park() {
    Simulation.run(
            rt -> {
              rt.unpark(rt.curthread());
              rt.unpark(rt.curthread());
              rt.park(LockRuntime.NEVER);
              rt.park(5);
              assertThat(rt.uptimeNanos()).isEqualTo(5);
              rt.park(5);
              assertThat(rt.uptimeNanos()).isEqualTo(5);
            })
        .orThrow();
  }
}
