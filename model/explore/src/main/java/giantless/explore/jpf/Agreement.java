package giantless.explore.jpf;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.lock.Locks;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the explorer and Java PathFinder say the same of a scenario. They share no code, so a
 * difference is a fault in one of them, or in the runtime that carries the scenario.
 */
public final class Agreement {

  /** What only the explorer sees, as it comes from woven classes or from counting steps. */
  private static final Set<FailureKind> NOT_SEEN =
      EnumSet.of(FailureKind.RACE, FailureKind.CONTRACT, FailureKind.LIVELOCK);

  private Agreement() {}

  /** The kinds of failure that Java PathFinder does not look for, in words. */
  static String notSeen() {
    return NOT_SEEN.stream().map(FailureKind::text).sorted().collect(Collectors.joining(", "));
  }

  /**
   * The kind of failure that the broken twin may show and Java PathFinder does not look for, so
   * that it may find nothing wrong; null if it looks for all of them.
   */
  public static FailureKind notSeen(ScenarioClass scenario) {
    for (FailureKind k : scenario.scenario().fails()) {
      if (NOT_SEEN.contains(k)) {
        return k;
      }
    }
    return null;
  }

  /**
   * Why what Java PathFinder says is not what the scenario says of itself; null if it is, or if
   * Java PathFinder cannot know.
   */
  public static String notAsDeclared(ScenarioClass scenario, JpfOutcome jpf) {
    List<FailureKind> declared = List.of(scenario.scenario().fails());
    if (jpf.verdict() == Verdict.FAILED) {
      if (declared.contains(jpf.kind())) {
        return null;
      }
      return (declared.isEmpty() ? "must not fail" : "must fail with another kind")
          + ", but fails with "
          + jpf.kind().text();
    }
    return jpf.verdict() == Verdict.NOT_RUN || declared.isEmpty() || notSeen(scenario) != null
        ? null
        : "a broken twin, which must fail";
  }

  /** Why the two cannot be compared; null if they can. */
  public static String skipped(Outcome explorer, JpfOutcome jpf) {
    if (jpf.verdict() == Verdict.NOT_RUN) {
      return "jpf: " + jpf.reason();
    }
    if (explorer.verdict() == Verdict.NOT_RUN) {
      return "explorer: " + explorer.reason();
    }
    if (explorer.kind() != null && NOT_SEEN.contains(explorer.kind()) && jpf.kind() == null) {
      return "jpf cannot see a " + explorer.kind().text();
    }
    return null;
  }

  /**
   * What they say differently, with both traces, or edge by edge where it is the lock order; null
   * if they agree or cannot be compared. Of several kinds of failure that a broken twin may show,
   * each may find another one first.
   */
  public static String difference(Outcome explorer, JpfOutcome jpf) {
    if (skipped(explorer, jpf) != null) {
      return null;
    }
    if (explorer.kind() == jpf.kind()) {
      return order(explorer, jpf);
    }
    // Not List.of, which cannot be asked for the null of an engine that found nothing.
    List<FailureKind> declared = Arrays.asList(explorer.scenario().scenario().fails());
    if (declared.contains(explorer.kind()) && declared.contains(jpf.kind())) {
      return null;
    }
    return explorer.scenario().name()
        + ": the engines disagree\nexplorer: "
        + explorer.verdict().text()
        + ": "
        + explorer.reason()
        + "\n"
        + explorer.story()
        + "\njpf: "
        + jpf
        + "\n"
        + jpf.story();
  }

  /** Java PathFinder has seen everything; the explorer has, or a part of it. */
  private static String order(Outcome explorer, JpfOutcome jpf) {
    if (explorer.kind() != null) {
      return null;
    }
    boolean all = explorer.exploration().isComplete();
    List<String> lines = OrderDifference.of(Locks.all(), explorer.order(), all, jpf.order());
    return lines.isEmpty()
        ? null
        : explorer.scenario().name()
            + ": the engines differ in the lock order\n"
            + String.join("\n", lines);
  }
}
