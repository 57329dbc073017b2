package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import org.junit.jupiter.api.Test;

/** The strategies beside {@link Dpor}, budgets, and the replay of what they find. */
class StrategiesTest {

  private static Program crossed(boolean wrong) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx a = rt.mtx(Locks.SO_RCV);
      Mtx b = rt.mtx(Locks.SO_SND);
      return () -> {
        rt.spawn("forth", Priority.USER, 0, () -> both(a, b));
        rt.spawn("back", Priority.USER, 0, () -> both(wrong ? b : a, wrong ? a : b));
      };
    };
  }

  private static void both(Mtx first, Mtx second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private static Exploration explore(Program p, Strategy s, String budget) {
    try (Explorer e = new Explorer()) {
      return e.explore(p, s, Budget.parse(budget));
    }
  }

  @Test
  void every_strategy_finds_the_crossed_locks_and_the_schedule_leads_there_again() {
    Strategy[] all = {new Dpor(), new RandomWalk(1), new Pct(2, 1), new PreemptionBounded(1)};
    for (Strategy s : all) {
      Exploration found = explore(crossed(true), s, "10000");
      assertThat(found.end()).as(s.name()).isEqualTo(Exploration.End.FAILURE);
      assertThat(found.failure().failure().kind()).isEqualTo(Failure.Kind.DEADLOCK);
      try (Explorer e = new Explorer()) {
        Result again = e.replay(crossed(true), new ReplayScheduler(found.schedule(), true), true);
        assertThat(again.failure().message()).contains("so_rcv", "so_snd", "forth", "back");
        assertThat(again.failure().kind()).isEqualTo(Failure.Kind.DEADLOCK);
      }
    }
  }

  @Test
  void no_strategy_finds_anything_where_the_order_is_kept() {
    assertThat(explore(crossed(false), new Dpor(), "1e6").isComplete()).isTrue();
    assertThat(explore(crossed(false), new PreemptionBounded(9), "1e6").isComplete()).isTrue();
    Exploration sampled = explore(crossed(false), new RandomWalk(1), "100");
    assertThat(sampled.end()).isEqualTo(Exploration.End.BUDGET);
    assertThat(sampled.isComplete()).isFalse();
    assertThat(explore(crossed(false), new Pct(3, 7), "100").failures()).isZero();
  }

  /** Two threads of three steps: without preemption two schedules, with enough of them all 20. */
  @Test
  void the_preemption_bound_bounds() {
    Program p =
        world -> {
          ExploredRuntime rt = world.runtime("", null, 2);
          AtomicInt a = rt.atomicInt(0);
          return () -> {
            for (int i = 0; i < 2; i++) {
              rt.spawn("t" + i, Priority.USER, 0, () -> a.fetchAdd(1));
            }
          };
        };
    // Main has ended, or one of the others has: who is next is no preemption.
    assertThat(explore(p, new PreemptionBounded(0), "1e6").executions()).isEqualTo(2);
    long all = explore(p, new PreemptionBounded(99), "1e6").executions();
    assertThat(all).isGreaterThan(20);
    assertThat(explore(p, new Dpor(), "1e6").executions()).isEqualTo(2);
  }

  @Test
  void a_budget_is_a_time_or_a_count() {
    assertThat(Budget.parse("30s").toString()).isEqualTo("30.0 s");
    assertThat(Budget.parse("1.5m").toString()).isEqualTo("90.0 s");
    assertThat(Budget.parse("1e6").toString()).isEqualTo("1000000 executions");
    for (String bad : new String[] {"", "s", "-1", "1.5", "10 s", "ten", "0", "0s", "NaN"}) {
      assertThatThrownBy(() -> Budget.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("budget ");
    }
  }

  @Test
  void the_same_seed_gives_the_same_schedule() {
    int[] one = explore(crossed(true), new RandomWalk(5), "10000").schedule();
    int[] two = explore(crossed(true), new RandomWalk(5), "10000").schedule();
    assertThat(one).isEqualTo(two);
  }
}
