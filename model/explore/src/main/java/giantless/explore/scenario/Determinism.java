package giantless.explore.scenario;

import giantless.explore.search.Explorer;
import giantless.explore.story.Story;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Result;
import java.util.List;

/**
 * The same schedule must give the same trace. What depends on anything else, real time, an identity
 * hash, the order of an unordered map, cannot be explored, since the search would follow ways that
 * are not there. So executions of a search are run twice more and compared: the first, the second,
 * the fourth, the eighth and so on, and the one that fails.
 */
final class Determinism {
  private final Explorer explorer;
  private final ScenarioClass scenario;
  private final List<Checker> checkers;

  Determinism(Explorer explorer, ScenarioClass scenario, List<Checker> checkers) {
    this.explorer = explorer;
    this.scenario = scenario;
    this.checkers = checkers;
  }

  /** Whether this execution of a search is one that is compared. */
  static boolean isCompared(long executions) {
    return executions > 0 && (executions & (executions - 1)) == 0;
  }

  /**
   * Runs the schedule twice and compares.
   *
   * @throws BadScenario with the first difference, or with a monitor of the JVM that was held
   *     across a step
   */
  void check(int[] schedule) {
    Result a = Replay.watched(explorer, scenario, checkers, schedule);
    Result b = Replay.plain(explorer, scenario, checkers, schedule);
    String difference = difference(a, b);
    if (difference != null) {
      throw new BadScenario(
          scenario.type().getName()
              + " is not deterministic: the same schedule gave two executions. First difference: "
              + difference
              + "\nReal time, identity hashes, unordered maps and Java's own threads and random"
              + " numbers do this; time, threads and chance come from the runtime.");
    }
  }

  /** Null if there is none. */
  static String difference(Result a, Result b) {
    if (isDiverged(a) || isDiverged(b)) {
      return (isDiverged(a) ? a : b).failure().message();
    }
    List<String> x = Story.steps(a.trace());
    List<String> y = Story.steps(b.trace());
    for (int i = 0; i < Math.max(x.size(), y.size()); i++) {
      String s = i < x.size() ? x.get(i) : "the end";
      String t = i < y.size() ? y.get(i) : "the end";
      if (!s.equals(t)) {
        return "step " + (i + 1) + ": \"" + s + "\" in one, \"" + t + "\" in the other";
      }
    }
    String f = fate(a.failure());
    String g = fate(b.failure());
    return f.equals(g) ? null : "one ends with " + f + ", the other with " + g;
  }

  private static boolean isDiverged(Result r) {
    return r.failure() != null && r.failure().kind() == Failure.Kind.DIVERGED;
  }

  private static String fate(Failure f) {
    if (f == null) {
      return "no failure";
    }
    FailureKind kind = FailureKind.of(f);
    return (kind == null ? f.kind().toString() : kind.text())
        + (f.thread() == null ? "" : " in thread " + f.thread());
  }
}
