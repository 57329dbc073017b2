package giantless.explore.scenario;

import giantless.explore.minimise.Minimal;
import giantless.explore.minimise.Minimiser;
import giantless.explore.search.Explorer;
import giantless.lock.explored.Failure;
import java.util.List;

/**
 * Makes the schedule of a failure short, so that its story is: fewest operations, then fewest
 * preemptions, of the executions that fail with the same kind and by the same class of throwable.
 */
final class Shortening {
  private static final long GATE = 1_000;
  private static final long NIGHTLY = 200_000;

  private Shortening() {}

  /**
   * The shortest that the budget of this build finds.
   *
   * @return null for an execution that does not end: all of those are equally long
   */
  static Minimal of(
      Explorer explorer,
      ScenarioClass scenario,
      List<Checker> checkers,
      FailureKind kind,
      int[] schedule) {
    if (kind == FailureKind.LIVELOCK) {
      return null;
    }
    boolean nightly = "nightly".equals(System.getProperty("giantless.budget"));
    return new Minimiser(explorer)
        .expiries(scenario.scenario().timers())
        .same(Shortening::isSame)
        .minimise(Replay.program(scenario, checkers), schedule, nightly ? NIGHTLY : GATE);
  }

  private static boolean isSame(Failure a, Failure b) {
    return FailureKind.of(a) == FailureKind.of(b) && thrown(a) == thrown(b);
  }

  private static Class<?> thrown(Failure f) {
    return f.cause() == null ? null : f.cause().getClass();
  }
}
