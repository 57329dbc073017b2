package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Two steps whose order makes a difference although neither takes a lock or writes a field: both
 * orders are explored. What a thread is told is looked at itself, and not what the runtime says
 * that a step touches, since that is what is judged here.
 */
class UnlikeOrdersTest {

  /** What threads tell, in order of their names. */
  private static final class Told {
    private final StringBuilder text = new StringBuilder();

    void tell(Object answer) {
      text.append(text.length() == 0 ? "" : " ").append(answer);
    }
  }

  /** All that the program tells by any schedule; the program spawns its threads. */
  private static Set<String> outcomes(
      Strategy strategy, Function<ExploredRuntime, Consumer<Told>> program) {
    Set<String> outcomes = new TreeSet<>();
    Program p =
        world -> {
          ExploredRuntime rt = world.runtime("", null, 2);
          Consumer<Told> body = program.apply(rt);
          return () -> {
            Told told = new Told();
            body.accept(told);
            outcomes.add(told.text.toString());
          };
        };
    try (Explorer explorer = new Explorer()) {
      Exploration e = explorer.explore(p, strategy, Budget.executions(10_000));
      assertThat(e.end()).as("%s", e).isEqualTo(Exploration.End.EXHAUSTED);
      assertThat(e.failure()).isNull();
    }
    return outcomes;
  }

  private static KThread user(ExploredRuntime rt, String name, Runnable body) {
    return rt.spawn(name, Priority.USER, 0, body);
  }

  /** A signal takes a sleeper out of the queue of which another asks whether it is empty. */
  @Test
  void who_asks_for_waiters_and_who_interrupts_one_come_in_both_orders() {
    Set<String> all =
        outcomes(
            new Dpor(),
            rt -> {
              Mtx mtx = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("cv");
              return told -> {
                KThread sleeper =
                    user(
                        rt,
                        "sleeper",
                        () -> {
                          mtx.lock();
                          cv.awaitSig(mtx);
                          mtx.unlock();
                        });
                boolean[] waits = new boolean[2];
                KThread asks =
                    user(
                        rt,
                        "asks",
                        () -> {
                          waits[0] = cv.hasWaiters();
                          waits[1] = cv.hasWaiters();
                        });
                KThread interrupts = user(rt, "interrupts", sleeper::interrupt);
                sleeper.join();
                asks.join();
                interrupts.join();
                told.tell(waits[0]);
                told.tell(waits[1]);
              };
            });
    assertThat(all).containsExactly("false false", "false true", "true false", "true true");
  }

  /** The time of day is the clock, whose time is that of the deadline that came last. */
  @Test
  void who_asks_for_the_time_of_day_and_a_deadline_come_in_both_orders() {
    Set<String> all =
        outcomes(
            new Dpor(1),
            rt -> {
              long start = rt.timeOfDayNanos();
              return told -> {
                KThread waits = user(rt, "waits", () -> rt.park(10));
                long[] now = new long[1];
                KThread asks = user(rt, "asks", () -> now[0] = rt.timeOfDayNanos() - start);
                waits.join();
                asks.join();
                told.tell(now[0]);
              };
            });
    assertThat(all).containsExactly("0", "10");
  }

  /** A pause is as long as it says from when its thread came to it. */
  @Test
  void a_pause_begins_before_and_after_the_deadline_of_another() {
    Set<String> all =
        outcomes(
            new Dpor(1),
            rt ->
                told -> {
                  KThread waits = user(rt, "waits", () -> rt.park(10));
                  long[] end = new long[1];
                  KThread pauses =
                      user(
                          rt,
                          "pauses",
                          () -> {
                            rt.pause(20);
                            end[0] = rt.uptimeNanos();
                          });
                  waits.join();
                  pauses.join();
                  told.tell(end[0]);
                });
    assertThat(all).containsExactly("20", "30");
  }

  /** Who draws draws the same, whichever of two threads was made first. */
  @Test
  void what_a_thread_draws_does_not_depend_on_when_others_were_made() {
    Set<String> all =
        outcomes(
            new Dpor(),
            rt -> {
              AtomicInt turn = rt.atomicInt(0);
              return told -> {
                int[] drawn = new int[2];
                KThread[] makers = new KThread[2];
                for (int i = 0; i < 2; i++) {
                  int self = i;
                  makers[i] =
                      user(
                          rt,
                          "maker" + i,
                          () -> {
                            turn.fetchAdd(1);
                            user(rt, "child" + self, () -> drawn[self] = rt.random(1_000_000))
                                .join();
                          });
                }
                makers[0].join();
                makers[1].join();
                told.tell(drawn[0]);
                told.tell(drawn[1]);
              };
            });
    assertThat(all).hasSize(1);
  }
}
