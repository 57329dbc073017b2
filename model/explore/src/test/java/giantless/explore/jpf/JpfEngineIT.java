package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a Java PathFinder that the user has brought; else skipped. */
class JpfEngineIT {
  private static JpfEngine engine;

  @BeforeAll
  static void open() throws JpfUnavailable {
    if (Boolean.getBoolean("giantless.jpf") && System.getProperty(JpfHome.HOME) != null) {
      engine = new JpfEngine(JpfHome.ofProperties());
    }
  }

  @AfterAll
  static void close() {
    if (engine != null) {
      engine.close();
    }
  }

  private static JpfOutcome run(Class<?> scenario) {
    assumeTrue(engine != null, "no jpf.home, or profile jpf is off");
    return engine.run(ScenarioClass.of(scenario), JpfLimits.standard());
  }

  @Test
  void small_programs_come_out_as_declared_and_the_engines_agree() {
    try (ScenarioRunner explorer = new ScenarioRunner()) {
      for (Class<?> c :
          List.of(
              Small.GatedReversal.class,
              Small.LostWakeup.class,
              Small.KeptWakeup.class,
              Small.LostUpdate.class,
              Small.KeptUpdate.class,
              Small.FailedTry.class,
              Small.SleepsWithMutex.class,
              Small.TimedSleep.class)) {
        ScenarioClass s = ScenarioClass.of(c);
        JpfOutcome j = run(c);
        Outcome e = explorer.run(s);
        FailureKind[] fails = s.scenario().fails();
        assertThat(j.kind()).as(s + ": " + j).isEqualTo(fails.length == 0 ? null : fails[0]);
        assertThat(Agreement.skipped(e, j)).as(s.name()).isNull();
        assertThat(Agreement.difference(e, j)).isNull();
      }
    }
  }

  @Test
  void a_path_that_is_cut_without_a_word_is_no_pass() {
    JpfOutcome o = run(Small.SilentCut.class);
    assertThat(o.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(o.reason()).startsWith("a path was cut: ");
  }

  @Test
  void a_failure_comes_with_a_trace_of_one_column_a_thread() {
    JpfOutcome o = run(Small.LostWakeup.class);
    assertThat(o.story())
        .contains("thread waits sleeps on data; holds nothing")
        .contains("signal data")
        .contains("sleep on data, releasing so_rcv");
  }
}
