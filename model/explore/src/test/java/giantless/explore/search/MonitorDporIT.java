package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.races.MonitorProgram;
import org.junit.jupiter.api.Test;

/** The search visits every class of executions of programs with monitors, and none twice. */
class MonitorDporIT {

  private static Comparison<MonitorProgram> comparison(int threads, int size, int expiries) {
    return new Comparison<>(
            seed ->
                new MonitorProgram(seed, threads, size, expiries > 0, new MonitorProgram.Woven()))
        .answers(MonitorProgram::answers)
        .expiries(expiries)
        .redundant(true)
        .most(Comparison.FAST ? 200 : 100)
        .least(2);
  }

  @Test
  void every_class_of_two_threads_is_visited_once() {
    comparison(2, 4, 0).judge(l -> new Dpor(), 1);
  }

  @Test
  void every_class_of_three_threads_is_visited_once() {
    comparison(3, 3, 0).programs(100).judge(l -> new Dpor(), 1_000_000);
  }

  @Test
  void every_class_of_two_threads_is_visited_once_if_a_deadline_may_come_early() {
    comparison(2, 4, 1).programs(50).judge(l -> new Dpor(1), 2_000_000);
  }

  /** The twin: who visits a class again is caught. */
  @Test
  void a_search_that_tells_nothing_apart_is_caught() {
    Comparison<MonitorProgram> c = comparison(2, 4, 0);
    assertThatThrownBy(() -> c.judge(l -> new Enumerator(0, l, () -> ""), 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to contain only:\n  [1]");
  }
}
