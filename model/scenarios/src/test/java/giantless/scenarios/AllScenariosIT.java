package giantless.scenarios;

import static org.junit.jupiter.api.Assertions.fail;

import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Pct;
import giantless.explore.search.Strategy;
import giantless.lock.explored.ThreadCarrier;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import giantless.scenarios.gate.FastJava;
import giantless.scenarios.gate.Judged;
import giantless.scenarios.gate.Night;
import giantless.scenarios.gate.OtherJvm;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
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
  private static final int PCT_DEPTH = 3;

  /** Another one every day; a search that goes on has that of its beginning. */
  private static final long SEED = LocalDate.now(ZoneOffset.UTC).toEpochDay();

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
          .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> OtherJvm.same(e.getValue())));
    }
    return checks(Scenarios.under("giantless.scenarios", AllScenariosIT.class.getClassLoader()));
  }

  /** One of each scenario; in the night one more of those that cannot be exhausted, by PCT. */
  private static Stream<DynamicTest> checks(List<ScenarioClass> scenarios) {
    Night night = Night.ofBuild();
    Map<String, Executable> all = new LinkedHashMap<>();
    for (ScenarioClass s : scenarios) {
      all.put(s.name(), () -> explore(night, s.name(), s, new Dpor(s.scenario().timers())));
      if (night != null && !s.scenario().sampled().isEmpty()) {
        String check = s.name() + " by pct";
        all.put(check, () -> explore(night, check, s, new Pct(PCT_DEPTH, SEED)));
      }
    }
    if (night != null) {
      night.begin(all.keySet(), Night.report());
    }
    return all.entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), e.getValue()));
  }

  private static void explore(
      Night night, String check, ScenarioClass scenario, Strategy strategy) {
    ScenarioRunner idle = IDLE.poll();
    ScenarioRunner runner = idle == null ? new ScenarioRunner() : idle;
    Budget budget = ScenarioRunner.budget(scenario);
    Judged judged;
    try {
      judged =
          night == null
              ? judge(check, runner.run(scenario, strategy, budget))
              : night.explore(
                  check, runner, scenario, strategy, budget, o -> judgeAtNight(check, o));
    } catch (BadScenario e) {
      ResultRecord.Builder b = ResultRecord.of("explorer", check);
      ResultWriter.write(b.failed("cannot be explored: " + e.getMessage()).build());
      // It may be stuck.
      runner.close();
      throw e;
    }
    IDLE.add(runner);
    ResultWriter.write(judged.record());
    if (!judged.wrong().isEmpty()) {
      fail(judged.wrong());
    }
  }

  private static Judged judge(String check, Outcome o) {
    return judge(check, o, o.whyNotAsDeclared());
  }

  /** What the gate can only sample may be proved, and what PCT draws cannot be. */
  private static Judged judgeAtNight(String check, Outcome o) {
    boolean drawn = o.exploration().strategy() instanceof Pct;
    boolean fine =
        !o.scenario().isBroken()
            && (o.verdict() == Outcome.Verdict.PROVED_WITHIN_BOUNDS
                || (drawn && o.verdict() == Outcome.Verdict.PASSED_SAMPLED));
    return judge(check, o, fine ? null : o.whyNotAsDeclared());
  }

  /**
   * A broken twin that fails as it says is good: the check is that it is caught.
   *
   * @param why it is not as it should be; null if it is
   */
  private static Judged judge(String check, Outcome o, String why) {
    String says = o.scenario().scenario().value();
    ResultRecord.Builder b =
        ResultRecord.of("explorer", check)
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
    if (o.exploration().strategy() instanceof Pct) {
      b.seed(Long.parseLong(((Pct) o.exploration().strategy()).spec().split(":")[2]));
    }
    if (why != null) {
      return new Judged(b.failed(why).build(), o.scenario().name() + " " + why + "\n" + o.story());
    }
    if (o.scenario().isBroken()) {
      return new Judged(b.passed("a broken twin, caught: " + o.reason()).build(), "");
    }
    return new Judged(b.verdict(Verdict.of(o.verdict().text())).reason(o.reason()).build(), "");
  }
}
