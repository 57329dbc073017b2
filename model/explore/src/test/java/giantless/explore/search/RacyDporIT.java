package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.races.RacyProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The search visits every class of executions of programs with {@code @Racy} fields, and none
 * twice, whichever thread comes to an object first.
 */
class RacyDporIT {

  private static Comparison<RacyProgram> comparison(int threads, int steps) {
    return new Comparison<>(seed -> new RacyProgram(seed, threads, steps))
        .labels(p -> p::label)
        .least(2);
  }

  @Test
  void every_class_of_two_threads_is_visited_once() {
    comparison(2, Comparison.FAST ? 5 : 4).judge(l -> new Dpor(), 1);
  }

  @Test
  void every_class_of_three_threads_is_visited_once() {
    comparison(3, 2).judge(l -> new Dpor(), 1_000_000);
  }

  @Test
  void every_class_of_four_threads_is_visited_once() {
    comparison(4, Comparison.FAST ? 2 : 1).most(3_000).judge(l -> new Dpor(), 2_000_000);
  }

  /** In these a search that knew objects by who came to them first would miss classes. */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 3011",
    "3, 2, 3343",
    "3, 2, 3514",
    "3, 2, 8059",
    "3, 2, 10453",
    "3, 3, 197",
    "3, 3, 581",
    "3, 3, 786",
    "4, 2, 913"
  })
  void every_class_of_programs_that_are_hard_is_visited_once(int threads, int steps, long seed) {
    comparison(threads, steps).programs(1).most(500).judge(l -> new Dpor(), seed);
  }

  /** The twin: who visits a class again is caught. */
  @Test
  void a_search_that_tells_nothing_apart_is_caught() {
    Comparison<RacyProgram> c = comparison(2, 4);
    assertThatThrownBy(() -> c.judge(l -> new Enumerator(0, l, () -> ""), 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("to contain only:\n  [1]");
  }
}
