package giantless.scenarios;

import static org.junit.jupiter.api.Assertions.fail;

import giantless.explore.jpf.Agreement;
import giantless.explore.jpf.JpfEngine;
import giantless.explore.jpf.JpfHome;
import giantless.explore.jpf.JpfLimits;
import giantless.explore.jpf.JpfOutcome;
import giantless.explore.jpf.JpfUnavailable;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario by Java PathFinder too, if the user has brought it ({@code -Pjpf -Djpf.home=DIR}),
 * and then both engines must say the same. Else, and for what it cannot carry, the rows say NOT RUN
 * and why; with {@code -Djpf.required} its absence fails.
 */
class JpfIT {
  private static final String REQUIRED = "jpf.required";

  private static String unavailable;
  private static JpfEngine jpf;
  private static ScenarioRunner explorer;

  @BeforeAll
  static void open() {
    explorer = new ScenarioRunner();
    if (!Boolean.getBoolean("giantless.jpf") && System.getProperty(JpfHome.HOME) != null) {
      unavailable = "profile jpf is off";
      return;
    }
    try {
      jpf = new JpfEngine(JpfHome.ofProperties());
    } catch (JpfUnavailable e) {
      unavailable = e.getMessage();
    }
  }

  @AfterAll
  static void close() {
    explorer.close();
    if (jpf != null) {
      jpf.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> both_engines_agree_on_every_scenario() {
    return Scenarios.under("giantless.scenarios", JpfIT.class.getClassLoader()).stream()
        .map(s -> DynamicTest.dynamicTest(s.name(), () -> compare(s)));
  }

  private static void compare(ScenarioClass scenario) {
    ResultRecord.Builder row = ResultRecord.of("jpf", scenario.name());
    if (jpf == null) {
      ResultWriter.write(row.notRun(unavailable).build());
      if (System.getProperty(REQUIRED) != null) {
        fail(unavailable);
      }
      return;
    }
    int seconds = Integer.getInteger("giantless.jpf.seconds");
    JpfOutcome j = jpf.run(scenario, JpfLimits.seconds(seconds));
    Outcome e = explorer.run(scenario);
    String skipped = Agreement.skipped(e, j);
    String difference = Agreement.difference(e, j);
    row.seconds(j.numbers().seconds())
        .count("states", j.numbers().states())
        .count("searches", j.numbers().searches())
        .count("ends", j.numbers().ends())
        .count("executions", e.exploration().executions())
        .measure("processorSeconds", j.numbers().cpuSeconds())
        .measure("explorerSeconds", e.exploration().seconds())
        .details(scenario.scenario().value() + "\n" + j.story());
    if (difference != null) {
      ResultWriter.write(row.failed(firstLine(difference)).build());
      fail(difference);
    } else if (skipped != null) {
      ResultWriter.write(row.notRun(skipped).build());
    } else if (j.kind() != null) {
      ResultWriter.write(row.passed("a broken twin, caught: " + j.reason()).build());
    } else {
      ResultWriter.write(row.proved(j.reason()).build());
    }
  }

  private static String firstLine(String s) {
    return s.lines().findFirst().orElse("");
  }
}
