package giantless.explore.scenario;

import giantless.explore.minimise.Minimal;
import giantless.explore.minimise.Minimiser;
import giantless.explore.search.Explorer;
import giantless.lock.explored.Failure;
import giantless.lock.witness.WitnessViolation;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes the schedule of a failure short, so that its story is: fewest operations, then fewest
 * preemptions, of the executions that fail in the same way; with the fewest actors first.
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
        .same((a, b) -> isSame(scenario, a, b))
        .minimise(Replay.program(scenario, checkers), schedule, nightly ? NIGHTLY : GATE);
  }

  /** Of the same kind, by a throwable of the same class, and in the same words. */
  private static boolean isSame(ScenarioClass scenario, Failure a, Failure b) {
    return FailureKind.of(a) == FailureKind.of(b)
        && thrown(a) == thrown(b)
        && shape(scenario, words(a)).equals(shape(scenario, words(b)));
  }

  private static Class<?> thrown(Failure f) {
    return f.cause() == null ? null : f.cause().getClass();
  }

  /** Of those that tell whole stories the first line. */
  private static String words(Failure f) {
    Throwable e = f.cause();
    String words = e == null ? f.message() : String.valueOf(e.getMessage());
    return e == null || e instanceof WitnessViolation
        ? words.lines().filter(l -> !l.isBlank()).findFirst().orElse("")
        : words;
  }

  /**
   * A failure's words without numbers and names of actors, which may be others in a shorter
   * execution.
   */
  static String shape(ScenarioClass scenario, String words) {
    String s = words;
    for (String actor : scenario.actorNames()) {
      s = s.replaceAll("\\b" + Pattern.quote(actor) + "\\b", "*");
    }
    return s.replaceAll("@[0-9a-f]+", "@#").replaceAll("[0-9]+", "#");
  }
}
