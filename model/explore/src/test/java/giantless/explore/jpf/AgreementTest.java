package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.lock.witness.LockOrderGraph;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where two engines say different things, that is said with the traces of both. */
class AgreementTest {

  private static Outcome explored(Class<?> scenario) {
    try (ScenarioRunner runner = new ScenarioRunner()) {
      return runner.run(ScenarioClass.of(scenario));
    }
  }

  private static JpfOutcome jpf(Verdict verdict, FailureKind kind, LockOrderGraph order) {
    return new JpfOutcome(
        verdict, kind, "because", "the table of jpf", JpfNumbers.none(1), List.of(), order);
  }

  private static JpfOutcome proved() {
    return jpf(Verdict.PROVED_WITHIN_BOUNDS, null, LockOrderGraph.empty());
  }

  private static JpfOutcome failed(FailureKind kind) {
    return jpf(Verdict.FAILED, kind, LockOrderGraph.empty());
  }

  @Test
  void a_failure_that_only_one_has_found_is_told_with_both_traces() {
    Outcome lost = explored(Small.LostWakeup.class);
    assertThat(Agreement.difference(lost, proved()))
        .startsWith("Small.LostWakeup: the engines disagree\nexplorer: FAILED: lost wakeup")
        .contains("signal data", lost.replayCommand())
        .endsWith("\njpf: PROVED-WITHIN-BOUNDS: because\nthe table of jpf");
    Outcome kept = explored(Small.KeptUpdate.class);
    assertThat(Agreement.difference(kept, failed(FailureKind.DEADLOCK)))
        .startsWith("Small.KeptUpdate: the engines disagree\nexplorer: PROVED-WITHIN-BOUNDS: ")
        .endsWith("\njpf: FAILED: because\nthe table of jpf");
  }

  @Test
  void two_kinds_of_failure_are_a_difference_unless_the_twin_declares_both() {
    Outcome lost = explored(Small.LostWakeup.class);
    assertThat(Agreement.difference(lost, failed(FailureKind.LOST_WAKEUP))).isNull();
    assertThat(Agreement.difference(lost, failed(FailureKind.DEADLOCK)))
        .contains("the engines disagree");
    Outcome either = explored(Small.TwoWaysToFail.class);
    assertThat(Agreement.difference(either, failed(FailureKind.DEADLOCK))).isNull();
    assertThat(Agreement.difference(either, failed(FailureKind.ASSERTION))).isNull();
    assertThat(Agreement.difference(either, failed(FailureKind.PANIC)))
        .contains("the engines disagree");
  }

  @Test
  void edges_of_the_lock_order_that_only_one_has_learnt_are_a_difference() {
    Outcome two = explored(Small.TwoLocks.class);
    assertThat(Agreement.difference(two, jpf(Verdict.PROVED_WITHIN_BOUNDS, null, two.order())))
        .isNull();
    assertThat(Agreement.difference(two, proved()))
        .startsWith(
            "Small.TwoLocks: the engines differ in the lock order\nso_snd -> so_rcv: learnt by the"
                + " explorer's Witness, and not by jpf");
  }

  @Test
  void what_was_not_run_is_skipped_and_why() {
    Outcome lost = explored(Small.LostWakeup.class);
    JpfOutcome none = JpfOutcome.notRun("no room", 1);
    assertThat(Agreement.skipped(lost, none)).isEqualTo("jpf: no room");
    assertThat(Agreement.difference(lost, none)).isNull();
    assertThat(Agreement.skipped(lost, proved())).isNull();
  }

  @Test
  void what_jpf_says_is_held_against_what_the_scenario_says_of_itself() {
    ScenarioClass good = ScenarioClass.of(Small.KeptUpdate.class);
    assertThat(Agreement.notAsDeclared(good, proved())).isNull();
    assertThat(Agreement.notAsDeclared(good, failed(FailureKind.PANIC)))
        .isEqualTo("must not fail, but fails with panic");
    ScenarioClass lost = ScenarioClass.of(Small.LostWakeup.class);
    assertThat(Agreement.notAsDeclared(lost, failed(FailureKind.LOST_WAKEUP))).isNull();
    assertThat(Agreement.notAsDeclared(lost, failed(FailureKind.PANIC)))
        .isEqualTo("must fail with another kind, but fails with panic");
    assertThat(Agreement.notAsDeclared(lost, proved())).isEqualTo("a broken twin, which must fail");
    assertThat(Agreement.notAsDeclared(lost, JpfOutcome.notRun("no room", 1))).isNull();
  }

  @Test
  void a_twin_that_races_may_look_good_to_jpf() {
    ScenarioClass racing = ScenarioClass.of(Small.Racing.class);
    assertThat(Agreement.notSeen(racing)).isEqualTo(FailureKind.RACE);
    assertThat(Agreement.notAsDeclared(racing, proved())).isNull();
    assertThat(Agreement.notSeen(ScenarioClass.of(Small.LostWakeup.class))).isNull();
  }
}
