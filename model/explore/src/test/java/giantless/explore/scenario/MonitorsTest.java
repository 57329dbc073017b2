package giantless.explore.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The monitors of woven classes are locks that the search schedules. Each program says of itself
 * how it fails; those that must not fail are the twins.
 */
class MonitorsTest {
  private static MonitorRuns runs;

  @BeforeAll
  static void load() {
    runs = new MonitorRuns();
  }

  @AfterAll
  static void unload() throws IOException {
    runs.close();
  }

  @Test
  void nested_monitors_in_opposite_orders_deadlock_with_names_and_lines() {
    Outcome o = runs.run("Crossed");
    assertThat(o.reason()).isEqualTo("deadlock: 2 threads wait for each other");
    assertThat(o.story())
        .containsPattern(
            "thread back wants monitor of Account, held by forth; holds monitor of Account#2"
                + " taken at MonitorScenes\\$Account.move:\\d+; at MonitorScenes\\$Account.move:")
        .containsPattern(
            "thread forth wants monitor of Account#2, held by back; holds monitor of Account"
                + " taken at MonitorScenes\\$Account.move:\\d+; at MonitorScenes\\$Account.move:");
    assertThat(runs.run("ObjectAndClass").story())
        .containsPattern("wants monitor of class ObjectAndClass, held by back")
        .containsPattern("wants monitor of Object \\(MonitorScenes.java:\\d+\\), held by forth");
  }

  /** The numbers are closed forms: orders in which threads can have the monitors. */
  @ParameterizedTest
  @CsvSource({
    "Ordered, 6", // 3!
    "Twice, 6", // 4! / (2! 2!)
    "Recursion, 2",
    "Fixed, 2",
    "Thrown, 2",
    "Constants, 2",
    "OneList, 2",
    "TwoArrayLists, 1",
    "Depth, 2",
    "Limited, 2",
    "ByReference, 2",
    "ByReferenceToThis, 2",
  })
  void what_is_right_is_proved_by_as_many_executions_as_there_are_orders(String name, long n) {
    Outcome o = runs.run(name);
    assertThat(o.verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    assertThat(o.exploration().executions()).isEqualTo(n);
    assertThat(o.exploration().strategy().redundant()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "Unlocked, race on Account.cents of Account#1",
    "Stranger, IllegalMonitorStateException: current thread is not owner",
    "Nested, sleeps on wait set of Account; holds monitor of Account taken at",
    "Early, AssertionError",
    "MadeAndCrossed, 2 threads wait for each other",
  })
  void what_is_wrong_is_found(String name, String words) {
    assertThat(runs.run(name).story()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({"Either", "MadeInActors"})
  void what_is_right_is_proved(String name) {
    assertThat(runs.run(name).verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }

  @Test
  void opposite_orders_are_a_reversal_though_no_schedule_deadlocks() {
    Outcome o = runs.run("BothInGate");
    assertThat(o.reason())
        .isEqualTo(
            "lock order reversal: monitor of Account#2 is taken with monitor of Account held");
    assertThat(o.story())
        .containsPattern(" 1st monitor of Account @ MonitorScenes.java:\\d+ by thread forth\n")
        .containsPattern(" 2nd monitor of Account#2 @ MonitorScenes.java:\\d+ by thread forth\n")
        .contains("order so far: monitor of Account#2 -> monitor of Account\n");
    for (String other : new String[] {"EitherWay", "ConstantLocks", "ClassLocks"}) {
      assertThat(runs.run(other).kind()).isEqualTo(FailureKind.ORDER_REVERSAL);
    }
    assertThat(runs.run("WaitsOutside").story())
        .contains("order so far: monitor of Account -> monitor of Account#2\n");
  }

  @ParameterizedTest
  @CsvSource({
    "OneInGate",
    "Others",
    "Arrays",
    "MonitorAndMutex",
    "MadeInEitherOrder",
    "FirstComes"
  })
  void other_orders_are_no_reversal(String name) {
    assertThat(runs.run(name).verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
  }

  /** Not a proof, as it does not know one from the other in all executions. */
  @Test
  void two_objects_that_the_jdk_made_as_locks_are_no_proof() {
    for (String name : new String[] {"TwoWrappers", "ByConstructorReference"}) {
      assertThat(runs.run(name).verdict()).isEqualTo(Outcome.Verdict.PASSED_SAMPLED);
    }
  }

  @Test
  void a_monitor_of_a_class_that_is_not_woven_across_a_step_is_refused_with_the_line() {
    assertThatThrownBy(() -> runs.run("ForeignMonitor"))
        .isInstanceOf(BadScenario.class)
        .hasMessageContaining(
            "comes to a step while it holds the monitor of a"
                + " java.util.Collections$SynchronizedMap")
        .hasMessageContaining("ForeignMonitor.lambda$one$0(MonitorScenes.java:")
        .hasMessageContaining("computeIfAbsent(Collections.java:");
    assertThatThrownBy(() -> runs.run("ForeignInSetUp"))
        .isInstanceOf(BadScenario.class)
        .hasMessageContaining("comes to a step while it holds the monitor of a")
        .hasMessageContaining("ForeignInSetUp.lambda$new$0(MonitorScenes.java:");
    assertThatThrownBy(() -> runs.run("ForeignAtEnd"))
        .isInstanceOf(BadScenario.class)
        .hasMessageContaining("comes to a step while it holds the monitor of a")
        .hasMessageContaining("ForeignAtEnd.lambda$both_have_added$0(MonitorScenes.java:");
    assertThat(runs.run("ForeignMonitorAlone").exploration().executions()).isEqualTo(2);
  }

  /** The twin of all: as the same class is without weaving. */
  @Test
  void a_class_that_is_not_woven_hides_its_monitors() throws Exception {
    Class<?> account = Class.forName(MonitorScenes.class.getName() + "$Account");
    assertThat(Modifier.isSynchronized(account.getDeclaredMethod("add", int.class).getModifiers()))
        .isTrue();
    Class<?> woven = runs.loader().loadClass(account.getName());
    assertThat(Modifier.isSynchronized(woven.getDeclaredMethod("add", int.class).getModifiers()))
        .isFalse();
    try (ScenarioRunner runner = new ScenarioRunner()) {
      Outcome o = runner.run(ScenarioClass.of(MonitorScenes.Crossed.class));
      assertThat(o.verdict()).isEqualTo(Outcome.Verdict.PROVED_WITHIN_BOUNDS);
    }
  }
}
