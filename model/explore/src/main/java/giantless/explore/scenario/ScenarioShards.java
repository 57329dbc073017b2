package giantless.explore.scenario;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Explorer;
import giantless.explore.search.Totals;
import giantless.explore.shard.Grade;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import giantless.explore.shard.ShardResult;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import java.util.ArrayList;
import java.util.List;

/**
 * The search of a scenario in parts, by {@link Dpor}: planned, explored shard by shard, anywhere,
 * and joined. A plan is the same on every machine that has the same classes.
 */
public final class ScenarioShards {
  /** Problems in the reason of a result; all of them are in {@link Joined#problems}. */
  private static final int SHOWN = 3;

  private final ScenarioRunner runner;

  /**
   * @param runner explores; of its settings {@link ScenarioRunner#progress} counts here as well
   */
  public ScenarioShards(ScenarioRunner runner) {
    this.runner = runner;
  }

  /**
   * Plans.
   *
   * @param parts at least so many, if there are so many executions
   * @throws BadScenario if the scenario cannot be explored
   */
  public Plan plan(ScenarioClass scenario, int parts) {
    return runner.supervised(
        scenario,
        () -> {
          Explorer explorer = runner.explorer();
          explorer.stepLimit(scenario.scenario().steps());
          ScenarioProgram program =
              Replay.program(scenario, runner.checkers()).code(runner.codeOf(scenario));
          int expiries = scenario.scenario().timers();
          return Plan.of(explorer, scenario.traceName(), program, expiries, parts);
        });
  }

  /**
   * Explores one shard.
   *
   * @param shard which one, of this plan
   * @param earlier what this shard came to before it was cut short; null if it begins
   * @throws giantless.explore.search.StateException if plan, scenario and earlier result do not
   *     belong together
   * @throws BadScenario if the scenario cannot be explored
   */
  public ScenarioShard explore(
      ScenarioClass scenario, Plan plan, Shard shard, ScenarioShard earlier, Budget budget) {
    return runner.supervised(
        scenario,
        () -> {
          String code = runner.codeOf(scenario);
          ScenarioSearch search = runner.searching(scenario).kept(code, runner.checkers());
          if (earlier != null) {
            shard.after(earlier.result());
            search.after(earlier.order());
          }
          ShardResult r =
              shard.explore(runner.explorer(), search.program(), search.fingerprint(), budget);
          return new ScenarioShard(plan, r, search.order().soFar());
        });
  }

  /**
   * The plan that most shards are of.
   *
   * @param shards at least one
   */
  public static Plan planOf(List<ScenarioShard> shards) {
    Plan best = null;
    long most = 0;
    for (ScenarioShard s : shards) {
      long n = shards.stream().filter(o -> o.plan().isSame(s.plan())).count();
      if (n > most) {
        best = s.plan();
        most = n;
      }
    }
    return best;
  }

  /**
   * Joins what shards found. Demands every part of the plan that most of them are of, once and
   * finished; an order of locks that one shard saw is held against that of the others.
   *
   * @param shards at least one
   * @throws giantless.explore.search.StateException if the plan is not of the scenario as it is now
   * @throws BadScenario if the scenario cannot be explored
   */
  public Joined join(ScenarioClass scenario, List<ScenarioShard> shards) {
    return runner.supervised(scenario, () -> joined(scenario, shards));
  }

  private Joined joined(ScenarioClass scenario, List<ScenarioShard> shards) {
    Plan plan = planOf(shards);
    List<ShardResult> results = new ArrayList<>();
    ScenarioSearch search =
        runner.searching(scenario).kept(runner.codeOf(scenario), runner.checkers());
    plan.demand(search.fingerprint());
    for (ScenarioShard s : shards) {
      results.add(s.result());
      if (s.plan().isSame(plan)) {
        search.after(s.order());
      }
    }
    Grade grade = Grade.of(plan, results);
    return new Joined(outcome(scenario, search, plan, grade), grade);
  }

  private Outcome outcome(ScenarioClass scenario, ScenarioSearch search, Plan plan, Grade grade) {
    Failed failed = new Failed(runner.explorer(), scenario, runner.checkers());
    int[] schedule = grade.totals().schedule();
    if (schedule != null) {
      return failed.first(null, failure(scenario, schedule), schedule);
    }
    if (search.order().violation() != null) {
      return failed.reversal(null, search.order());
    }
    boolean between = !scenario.everyStep().isEmpty();
    String what = covered(plan, grade);
    Outcome.Verdict verdict;
    if (grade.isComplete()) {
      verdict = between ? Outcome.Verdict.PASSED_SAMPLED : Outcome.Verdict.PROVED_WITHIN_BOUNDS;
      what = "all schedules: " + what + (between ? ScenarioRunner.BETWEEN : "");
    } else if (grade.problems().isEmpty()) {
      verdict = Outcome.Verdict.PASSED_SAMPLED;
      what += "; left: what a part could not follow to its end";
    } else {
      verdict = Outcome.Verdict.FAILED;
      what = "incomplete: " + some(grade.problems()) + "; there are " + what;
    }
    return new Outcome(scenario, verdict, what, null, null, null, null, "");
  }

  private static String some(List<String> problems) {
    int more = problems.size() - SHOWN;
    return String.join("; ", problems.subList(0, Math.min(problems.size(), SHOWN)))
        + (more > 0 ? "; and " + more + " more" : "");
  }

  private Failure failure(ScenarioClass scenario, int[] schedule) {
    Failure f =
        runner
            .explorer()
            .replay(
                Replay.program(scenario, runner.checkers()),
                new ReplayScheduler(schedule, true),
                false)
            .failure();
    if (f == null) {
      throw new BadScenario(
          scenario.type().getName()
              + " is not deterministic: an execution failed in a shard, and did not here");
    }
    return f;
  }

  private static String covered(Plan plan, Grade grade) {
    Totals t = grade.totals();
    return Outcome.count(t.executions())
        + " executions of at most "
        + t.depth()
        + " steps in "
        + plan.parts()
        + " parts (dpor, "
        + new Dpor(plan.expiries()).bounds()
        + ")";
  }
}
