package giantless.scenarios;

import static org.junit.jupiter.api.Assertions.fail;

import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Explores every scenario on the class path within its budget, writes a record of each, and demands
 * that it comes out as it says of itself: proved, sampled with the reason, or failed with the kind
 * that a broken twin shows.
 */
class AllScenariosIT {
  private static ScenarioRunner runner;

  @BeforeAll
  static void open() {
    runner = new ScenarioRunner();
  }

  @AfterAll
  static void close() {
    runner.close();
  }

  @TestFactory
  Stream<DynamicTest> every_scenario_comes_out_as_declared() {
    return Scenarios.under("giantless.scenarios", AllScenariosIT.class.getClassLoader()).stream()
        .map(s -> DynamicTest.dynamicTest(s.name(), () -> explore(s)));
  }

  private static void explore(ScenarioClass scenario) {
    Outcome o = runner.run(scenario);
    ResultWriter.write(record(o));
    if (!o.isAsDeclared()) {
      fail(scenario.name() + " " + o.whyNotAsDeclared() + "\n" + o.story());
    }
  }

  /** A broken twin that fails as it says is good: the check is that it is caught. */
  private static ResultRecord record(Outcome o) {
    ResultRecord.Builder b =
        ResultRecord.of("explorer", o.scenario().name())
            .seconds(o.exploration().seconds())
            .count("executions", o.exploration().executions())
            .count("redundant", o.exploration().redundant())
            .count("longest", o.exploration().depth())
            .details(
                o.scenario().scenario().value()
                    + "\nThreads: "
                    + runner.carrier()
                    + "\n"
                    + o.story());
    String why = o.whyNotAsDeclared();
    if (why != null) {
      return b.failed(why).build();
    }
    if (o.scenario().isBroken()) {
      return b.passed("a broken twin, caught: " + o.reason()).build();
    }
    return b.verdict(Verdict.of(o.verdict().text())).reason(o.reason()).build();
  }
}
