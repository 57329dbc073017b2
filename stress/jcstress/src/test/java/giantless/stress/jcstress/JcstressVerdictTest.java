package giantless.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stress.jcstress.JcstressRun.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of jcstress outcomes must be able to say no. */
class JcstressVerdictTest {
  private static Outcome outcome(boolean passed, List<String> failures, long samples) {
    return new Outcome("t", passed, Map.of("1", samples), failures, 2, samples);
  }

  @Test
  void a_passing_test_has_no_problem() {
    assertThat(JcstressIT.problem(outcome(true, List.of(), 5), false)).isNull();
  }

  @Test
  void a_missing_result_is_a_problem() {
    assertThat(JcstressIT.problem(null, false)).isEqualTo("jcstress has no result for it");
  }

  @Test
  void a_result_without_samples_is_a_problem() {
    assertThat(JcstressIT.problem(outcome(true, List.of(), 0), false))
        .isEqualTo("no sample was taken");
  }

  @Test
  void a_forbidden_state_is_a_problem() {
    assertThat(JcstressIT.problem(outcome(false, List.of("Observed forbidden state: 1"), 5), false))
        .isEqualTo("Observed forbidden state: 1");
  }

  @Test
  void a_twin_that_passes_is_a_problem() {
    assertThat(JcstressIT.problem(outcome(true, List.of(), 5), true))
        .isEqualTo("the wrong twin was not caught: {1=5}");
  }

  @Test
  void a_twin_that_fails_for_another_reason_is_a_problem() {
    assertThat(JcstressIT.problem(outcome(false, List.of("status VM_ERROR []"), 5), true))
        .isEqualTo("the wrong twin was not caught: {1=5}");
  }

  @Test
  void a_twin_that_shows_its_forbidden_state_is_right() {
    assertThat(JcstressIT.problem(outcome(false, List.of("Observed forbidden state: 1"), 5), true))
        .isNull();
  }
}
