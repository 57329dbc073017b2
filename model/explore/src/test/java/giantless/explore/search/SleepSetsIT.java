package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Sleep sets visit every class of executions, none twice, and end where they are told to. */
class SleepSetsIT {
  private static final int PROGRAMS = Comparison.FAST ? 30 : 8;

  private static Comparison<SmallProgram> comparison(int size, boolean timed, int expiries) {
    return new Comparison<>(seed -> new SmallProgram(seed, size, timed))
        .expiries(expiries)
        .redundant(true)
        .least(3)
        .programs(PROGRAMS);
  }

  @Test
  void every_class_of_random_programs_is_visited_once() {
    comparison(5, false, 0).judge(l -> new SleepSets(), 5_000);
  }

  @Test
  void every_class_is_visited_once_where_deadlines_come_early() {
    comparison(4, true, 2).judge(l -> new SleepSets(Integer.MAX_VALUE, 2), 6_000);
  }

  /** The twin: one that ends executions early misses classes. */
  @Test
  void a_limit_ends_executions() {
    assertThatThrownBy(() -> comparison(5, false, 0).judge(l -> new SleepSets(3, 0), 5_000))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("but could not find the following element");
    try (Explorer explorer = new Explorer().keepGoing(true)) {
      SleepSets three = new SleepSets(3, 0);
      Exploration e =
          explorer.explore(new SmallProgram(5_000, 5, false), three, Budget.unlimited());
      assertThat(three.isCut()).isTrue();
      assertThat(e.executions()).isZero();
    }
  }
}
