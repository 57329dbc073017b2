package giantless.explore.jpf;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.lock.Locks;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the explorer and Java PathFinder say the same of a scenario. They share no code, so a
 * difference is a fault in one of them, or in the runtime that carries the scenario.
 */
public final class Agreement {

  /** What only the explorer sees, as it comes from woven classes or from counting steps. */
  private static final Set<FailureKind> NOT_SEEN =
      EnumSet.of(FailureKind.RACE, FailureKind.CONTRACT, FailureKind.LIVELOCK);

  private Agreement() {}

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
    List<FailureKind> declared = List.of(explorer.scenario().scenario().fails());
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

  /** Of searches that have seen everything. */
  private static String order(Outcome explorer, JpfOutcome jpf) {
    if (explorer.kind() != null || !explorer.exploration().isComplete()) {
      return null;
    }
    List<String> lines = OrderDifference.of(Locks.all(), explorer.order(), jpf.order());
    return lines.isEmpty()
        ? null
        : explorer.scenario().name()
            + ": the engines differ in the lock order\n"
            + String.join("\n", lines);
  }
}
