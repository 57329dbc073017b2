package giantless.explore.scenario;

import giantless.explore.search.Budget;
import giantless.explore.search.Checkpoint;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Fingerprint;
import giantless.explore.search.Strategy;
import giantless.explore.search.Totals;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One search of a scenario: under a Witness that sees all its executions, with some of them run
 * again for comparison, and handed out from time to time if somebody keeps it.
 */
final class ScenarioSearch {
  private final Explorer explorer;
  private final ScenarioClass scenario;
  private final OrderSearch order = new OrderSearch();
  private final ScenarioProgram program;
  private String fingerprint;

  ScenarioSearch(
      Explorer explorer,
      ScenarioClass scenario,
      List<Checker> checkers,
      Predicate<Explorer.Progress> progress) {
    this.explorer = explorer;
    this.scenario = scenario;
    Determinism determinism = new Determinism(explorer, scenario, checkers);
    this.program = new ScenarioProgram(scenario, checkers, order::watch);
    explorer.stepLimit(scenario.scenario().steps());
    explorer.progress(
        p -> {
          order.executed(p);
          if (Determinism.isCompared(p.executions())) {
            determinism.check(p.schedule());
          }
          return progress.test(p);
        });
  }

  OrderSearch order() {
    return order;
  }

  ScenarioProgram program() {
    return program;
  }

  /** Takes a search up. */
  ScenarioSearch after(TaughtOrder before) {
    order.relearn(explorer, program, before);
    return this;
  }

  /**
   * With a fingerprint, which what is kept of it needs; its executions are not the search's.
   *
   * @param code of the scenario
   */
  ScenarioSearch kept(String code, List<Checker> checkers) {
    program.code(code);
    fingerprint = fingerprint(explorer, scenario, checkers, code);
    return this;
  }

  /** What tells whether something that was kept is of the scenario as it is now. */
  static String fingerprint(
      Explorer explorer, ScenarioClass scenario, List<Checker> checkers, String code) {
    explorer.stepLimit(scenario.scenario().steps());
    return Fingerprint.of(explorer, Replay.program(scenario, checkers).code(code));
  }

  String fingerprint() {
    return fingerprint;
  }

  /**
   * Explores.
   *
   * @param budget for what comes now
   * @param before what was counted before
   * @param keeper is handed the search after every slice and when it ends before its end; or null
   */
  Exploration explore(
      Strategy strategy, Budget budget, Totals before, Consumer<Unfinished> keeper, Budget slice) {
    if (keeper == null) {
      return explorer.explore(program, strategy, budget, before);
    }
    Budget.Left left = budget.begin();
    Totals counted = before;
    while (true) {
      Exploration e = explorer.explore(program, strategy, left.rest().atMost(slice), counted);
      left.took(e.executions() - counted.executions());
      counted = e.totals();
      if (e.end() == Exploration.End.BUDGET || e.end() == Exploration.End.STOPPED) {
        Checkpoint point = Checkpoint.of(scenario.traceName(), fingerprint, e);
        keeper.accept(new Unfinished(point, order.soFar()));
      }
      if (e.end() != Exploration.End.BUDGET || left.isSpent()) {
        return e;
      }
    }
  }
}
