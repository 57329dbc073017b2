package giantless.scenarios;

import static org.junit.jupiter.api.Assertions.fail;

import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.lock.explored.ThreadCarrier;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import giantless.scenarios.gate.FastJava;
import giantless.scenarios.gate.OtherJvm;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Explores every scenario on the class path within its budget, writes a record of each, and demands
 * that it comes out as it says of itself: proved, sampled with the reason, or failed with the kind
 * that a broken twin shows. On a JVM without continuations it does so in another one that has them,
 * if one is installed; else it runs here, slowly. Each record says on which JDK and on what
 * threads. Two scenarios are explored at a time (junit-platform.properties).
 */
@Execution(ExecutionMode.CONCURRENT)
class AllScenariosIT {
  /** Those that explore nothing now; a runner explores one scenario at a time. */
  private static final Queue<ScenarioRunner> IDLE = new ConcurrentLinkedQueue<>();

  @AfterAll
  static void close() {
    IDLE.forEach(ScenarioRunner::close);
  }

  @TestFactory
  Stream<DynamicTest> every_scenario_comes_out_as_declared() throws Exception {
    boolean here = ThreadCarrier.hasContinuations() || Boolean.getBoolean(OtherJvm.PROPERTY);
    Path java = here ? null : FastJava.here().find();
    if (java != null) {
      return OtherJvm.run(java, AllScenariosIT.class).entrySet().stream()
          .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> good(e.getValue())));
    }
    return Scenarios.under("giantless.scenarios", AllScenariosIT.class.getClassLoader()).stream()
        .map(s -> DynamicTest.dynamicTest(s.name(), () -> explore(s)));
  }

  private static void good(String wrong) {
    if (!wrong.isEmpty()) {
      fail(wrong);
    }
  }

  private static void explore(ScenarioClass scenario) {
    ScenarioRunner idle = IDLE.poll();
    ScenarioRunner runner = idle == null ? new ScenarioRunner() : idle;
    Outcome o;
    try {
      o = runner.run(scenario);
    } catch (BadScenario e) {
      ResultRecord.Builder b = ResultRecord.of("explorer", scenario.name());
      ResultWriter.write(b.failed("cannot be explored: " + e.getMessage()).build());
      // It may be stuck.
      runner.close();
      throw e;
    }
    IDLE.add(runner);
    ResultWriter.write(record(o));
    if (!o.isAsDeclared()) {
      fail(scenario.name() + " " + o.whyNotAsDeclared() + "\n" + o.story());
    }
  }

  /** A broken twin that fails as it says is good: the check is that it is caught. */
  private static ResultRecord record(Outcome o) {
    String says = o.scenario().scenario().value();
    ResultRecord.Builder b =
        ResultRecord.of("explorer", o.scenario().name())
            .seconds(o.exploration().seconds())
            .count("executions", o.exploration().executions())
            .count("redundant", o.exploration().redundant())
            .count("longest", o.exploration().depth())
            .replay(o.replayCommand())
            .details(
                says
                    + "\nOn JDK "
                    + Runtime.version()
                    + ", "
                    + ThreadCarrier.describeBest()
                    + "\n"
                    + o.story()
                    + (o.minimal() == null ? "" : "\nLength: " + o.minimal()));
    if (o.minimal() != null) {
      b.count("operations", o.minimal().operations());
      b.count("preemptions", o.minimal().preemptions());
    }
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
