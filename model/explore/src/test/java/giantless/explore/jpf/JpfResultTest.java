package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pass needs states and ends of paths; all else is a failure or NOT RUN. */
class JpfResultTest {

  private static JpfOutcome read(String... lines) {
    return JpfResult.read(List.of(lines), 1.5, "time stands", JpfResultTest.class.getClassLoader());
  }

  private static JpfOutcome passed(String... more) {
    List<String> lines = new ArrayList<>(List.of("verdict=passed", "searches=2", "depth=7"));
    lines.addAll(List.of(more));
    return read(lines.toArray(new String[0]));
  }

  private static JpfOutcome thrown(String type) {
    return read("verdict=failed", "kind=PANIC", "thrown=" + type, "message=thread a: it\\nb");
  }

  @Test
  void a_complete_search_is_proved_within_bounds() {
    JpfOutcome o = passed("lastStates=1200", "newStates=1300", "endStates=3");
    assertThat(o.toString())
        .isEqualTo(
            "PROVED-WITHIN-BOUNDS: all 1,200 states, at most 7 deep (jpf, time stands; not looked"
                + " for: contract violation, livelock, race)");
    assertThat(o.numbers().allStates()).isEqualTo(1300);
    assertThat(o.numbers().seconds()).isEqualTo(1.5);
  }

  @Test
  void one_state_is_no_pass() {
    JpfOutcome o = passed("lastStates=1", "endStates=1");
    assertThat(o.toString()).isEqualTo("NOT RUN: the search saw only 1 states and 1 ends of paths");
  }

  @Test
  void no_end_of_a_path_is_no_pass() {
    JpfOutcome o = passed("lastStates=500", "endStates=0");
    assertThat(o.toString())
        .isEqualTo("NOT RUN: the search saw only 500 states and 0 ends of paths");
  }

  @Test
  void an_error_and_a_missing_verdict_are_not_run() {
    assertThat(read("verdict=error", "reason=a path was cut: x").toString())
        .isEqualTo("NOT RUN: a path was cut: x");
    assertThat(read("depth=3").toString()).isEqualTo("NOT RUN: Java PathFinder gave no verdict");
    assertThat(read("garbage").toString())
        .isEqualTo("NOT RUN: Java PathFinder's result cannot be read: garbage");
  }

  @Test
  void what_java_pathfinder_lacks_is_not_run() {
    assertThat(thrown("java.lang.NoSuchMethodError").toString())
        .isEqualTo("NOT RUN: Java PathFinder lacks something: thread a: it");
  }

  @Test
  void the_kind_of_a_failure_is_that_of_the_explorer() {
    assertThat(read("verdict=failed", "kind=DEADLOCK", "message=d").kind())
        .isEqualTo(FailureKind.DEADLOCK);
    assertThat(thrown("giantless.lock.Panic").kind()).isEqualTo(FailureKind.PANIC);
    assertThat(thrown("java.lang.AssertionError").kind()).isEqualTo(FailureKind.ASSERTION);
    assertThat(thrown("java.lang.IllegalStateException").kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(thrown("giantless.explore.scenario.LeakError").kind()).isEqualTo(FailureKind.LEAK);
    assertThat(thrown("giantless.explore.scenario.LostWakeupError").kind())
        .isEqualTo(FailureKind.LOST_WAKEUP);
    assertThat(thrown("giantless.lock.witness.WitnessViolation").kind())
        .isEqualTo(FailureKind.WITNESS);
    assertThat(
            read(
                    "verdict=failed",
                    "kind=PANIC",
                    "thrown=giantless.lock.witness.WitnessViolation",
                    "violation=LEAK")
                .kind())
        .isEqualTo(FailureKind.LEAK);
  }

  @Test
  void a_failure_tells_its_story() {
    JpfOutcome o = read("verdict=failed", "kind=DEADLOCK", "message=d\\ne", "trace=   1 a\\n");
    assertThat(o.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(o.reason()).isEqualTo("deadlock: d");
    assertThat(o.story()).isEqualTo("d\ne\n   1 a\n");
  }

  @Test
  void a_reversal_fails_a_search_that_found_nothing_else() {
    JpfOutcome o =
        passed("lastStates=9", "endStates=1", "reversal=lock order reversal\\n 1st so_rcv");
    assertThat(o.kind()).isEqualTo(FailureKind.ORDER_REVERSAL);
    assertThat(o.story()).contains("1st so_rcv");
  }

  @Test
  void a_reversal_that_was_seen_fails_also_a_search_that_came_to_no_end() {
    JpfOutcome o =
        read("verdict=error", "reason=a path was cut: x", "reversal=lock order reversal");
    assertThat(o.toString()).isEqualTo("FAILED: lock order reversal");
  }

  @Test
  void the_order_comes_along() {
    JpfOutcome o =
        passed(
            "lastStates=9",
            "endStates=1",
            "order={\"learnt\":[{\"from\":\"a\",\"to\":\"b\",\"count\":2,\"thread\":\"t\","
                + "\"fromStack\":[],\"toStack\":[],\"observers\":[\"jpf\"]}]}");
    assertThat(o.order().edge("a", "b").count()).isEqualTo(2);
  }
}
