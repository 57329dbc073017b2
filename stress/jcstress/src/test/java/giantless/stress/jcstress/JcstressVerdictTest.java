package giantless.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.stress.jcstress.JcstressRun.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of jcstress outcomes must be able to say no. */
class JcstressVerdictTest {
  private static Outcome outcome(boolean passed, List<String> failures, long samples) {
    return new Outcome(
        "t",
        passed,
        Map.of("1", samples),
        failures,
        2,
        samples,
        failures.stream().filter(f -> f.contains("forbidden")).count());
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

  @Test
  void a_test_that_is_written_and_not_sampled_is_told() {
    assertThat(JcstressIT.notSampled(List.of("a.One", "b.Two"), Set.of("a.One")))
        .containsExactly("b.Two");
    assertThat(JcstressIT.notSampled(List.of("a.One"), Set.of("a.One"))).isEmpty();
    assertThat(JcstressIT.notSampled(List.of(), Set.of("a.One")))
        .containsExactly("no test is written");
  }

  @Test
  void tests_are_found_in_the_sources_and_what_is_none_is_not(@TempDir Path dir) throws Exception {
    Path somewhere = Files.createDirectories(dir.resolve("acme").resolve("elsewhere"));
    for (String name : List.of("Lost", "Right")) {
      Files.writeString(
          somewhere.resolve(name + ".java"), "import x;\n\n@JCStressTest\nclass " + name + " {}\n");
    }
    Files.writeString(somewhere.resolve("Helper.java"), "/** For a @JCStressTest. */\n");
    assertThat(JcstressIT.written(dir, ""))
        .containsExactlyInAnyOrder("acme.elsewhere.Lost", "acme.elsewhere.Right");
    assertThat(JcstressIT.written(dir, "Lo")).containsExactly("acme.elsewhere.Lost");
  }

  /** Twins of which the second is seen in the second further round, and the third never. */
  private static Map<String, Integer> sample(List<List<String>> sampled, List<String> unseen)
      throws Exception {
    return TwinSampling.further(
        () -> unseen.stream().filter(t -> !(t.equals("second") && sampled.size() >= 2)).toList(),
        sampled::add);
  }

  @Test
  void twins_that_were_seen_take_no_further_samples() throws Exception {
    List<List<String>> sampled = new ArrayList<>();
    assertThat(sample(sampled, List.of())).isEmpty();
    assertThat(sampled).isEmpty();
  }

  @Test
  void twin_is_sampled_until_it_is_seen() throws Exception {
    List<List<String>> sampled = new ArrayList<>();
    assertThat(sample(sampled, List.of("second"))).isEqualTo(Map.of("second", 2));
    assertThat(sampled).containsExactly(List.of("second"), List.of("second"));
  }

  @Test
  void twin_that_is_never_seen_spends_the_budget_and_no_more() throws Exception {
    List<List<String>> sampled = new ArrayList<>();
    assertThat(sample(sampled, List.of("never", "second")))
        .isEqualTo(Map.of("never", TwinSampling.ROUNDS, "second", 2));
    assertThat(sampled).hasSize(TwinSampling.ROUNDS);
    assertThat(sampled.get(TwinSampling.ROUNDS - 1)).containsExactly("never");
  }
}
