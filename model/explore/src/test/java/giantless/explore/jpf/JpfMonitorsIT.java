package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.MonitorRuns;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Programs with the monitors of the language by both engines: the explorer gets them woven, Java
 * PathFinder as they were compiled, and enters and leaves by its own monitors. On a Java PathFinder
 * that the user has brought; else skipped, or failed if it is required.
 */
class JpfMonitorsIT {
  private static final List<String> NOT_EXPLORED =
      List.of("ForeignMonitor", "ForeignInSetUp", "ForeignAtEnd");

  private static final MonitorRuns RUNS = new MonitorRuns();
  private static BroughtEngine brought;

  @BeforeAll
  static void open() {
    brought = new BroughtEngine();
  }

  @AfterAll
  static void close() throws IOException {
    RUNS.close();
    brought.close();
  }

  private static JpfOutcome run(ScenarioClass scenario) {
    return brought.get().run(scenario, JpfLimits.standard());
  }

  /** A race is the explorer's alone; a monitor that is not explored, nobody's. */
  @Test
  void the_engines_agree_about_programs_with_monitors() {
    for (String name : RUNS.names()) {
      if (NOT_EXPLORED.contains(name)) {
        continue;
      }
      ScenarioClass s = RUNS.scene(name);
      JpfOutcome j = run(s);
      Outcome e = RUNS.run(name);
      assertThat(Agreement.difference(e, j)).isNull();
      if (e.kind() == FailureKind.RACE) {
        assertThat(j.verdict()).isEqualTo(Verdict.PROVED_WITHIN_BOUNDS);
      } else {
        assertThat(Agreement.skipped(e, j)).as(name).isNull();
        assertThat(j.kind()).as(name + ": " + j).isEqualTo(e.kind());
      }
    }
  }

  /** The twin: what is wrong in one and right in the other is a difference. */
  @Test
  void a_program_and_its_broken_twin_differ() {
    assertThat(Agreement.difference(RUNS.run("Ordered"), run(RUNS.scene("Crossed"))))
        .startsWith("MonitorScenes.Ordered: the engines disagree");
    assertThat(Agreement.difference(RUNS.run("OnlyOne"), run(RUNS.scene("Bounded"))))
        .startsWith("MonitorWaitScenes.OnlyOne: the engines disagree");
  }

  @Test
  void a_deadlock_is_told_with_the_names_of_the_monitors() {
    JpfOutcome o = run(RUNS.scene("ObjectAndClass"));
    assertThat(o.reason()).isEqualTo("deadlock: 2 threads wait for each other");
    assertThat(o.story())
        .containsPattern(
            "thread forth wants monitor of class ObjectAndClass, held by back; holds monitor of"
                + " Object \\(MonitorScenes.java:\\d+\\)\n")
        .containsPattern(
            "thread back wants monitor of Object \\(MonitorScenes.java:\\d+\\), held by forth;"
                + " holds monitor of class ObjectAndClass\n")
        .containsPattern(
            "lock monitor of class ObjectAndClass"
                + " \\(MonitorScenes\\$ObjectAndClass.fixed:\\d+\\)");
    assertThat(run(RUNS.scene("Nested")).story())
        .contains(
            "thread waits sleeps on wait set of Account; holds monitor of Account\n",
            "sleep on wait set of Account, releasing monitor of Account#2");
  }

  @Test
  void a_reversal_of_monitors_is_told_with_their_names() {
    JpfOutcome o = run(RUNS.scene("BothInGate"));
    assertThat(o.kind()).isEqualTo(FailureKind.ORDER_REVERSAL);
    assertThat(o.story())
        .containsPattern(
            " 1st monitor of Account(#2)? @ MonitorScenes\\$Account.move:\\d+ by thread ")
        .containsPattern("order so far: monitor of Account(#2)? -> monitor of Account(#2)?\n");
  }

  @Test
  void which_of_two_is_notified_is_a_choice() {
    assertThat(run(RUNS.scene("OnlyOne")).story())
        .contains("choose who is notified of wait set of Buffer = ");
  }

  @Test
  void what_the_search_has_no_steps_for_is_not_run() {
    SmallMonitors.OTHERWISE.forEach(
        (c, what) -> {
          JpfOutcome o = run(ScenarioClass.of(c));
          assertThat(o.verdict()).as(c + ": " + o).isEqualTo(Verdict.NOT_RUN);
          assertThat(o.reason())
              .startsWith("Java PathFinder lacks something: " + what)
              .contains("SmallMonitors.java:");
        });
  }
}
