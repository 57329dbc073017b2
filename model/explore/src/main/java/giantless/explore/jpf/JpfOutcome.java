package giantless.explore.jpf;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.lock.witness.LockOrderGraph;
import java.util.List;
import java.util.Locale;

/** What has come out of a run of Java PathFinder. Immutable. */
public final class JpfOutcome {
  private final Verdict verdict;
  private final FailureKind kind;
  private final String reason;
  private final String story;
  private final JpfNumbers numbers;
  private final List<String> reversals;
  private final LockOrderGraph order;

  JpfOutcome(
      Verdict verdict,
      FailureKind kind,
      String reason,
      String story,
      JpfNumbers numbers,
      List<String> reversals,
      LockOrderGraph order) {
    this.verdict = verdict;
    this.kind = kind;
    this.reason = reason;
    this.story = story;
    this.numbers = numbers;
    this.reversals = List.copyOf(reversals);
    this.order = order;
  }

  static JpfOutcome notRun(String why, double seconds) {
    return new JpfOutcome(
        Verdict.NOT_RUN,
        null,
        why,
        "",
        JpfNumbers.none(seconds),
        List.of(),
        LockOrderGraph.empty());
  }

  /** Proved within bounds, failed, or not run; it never samples. */
  public Verdict verdict() {
    return verdict;
  }

  /** How it failed; null if it did not. */
  public FailureKind kind() {
    return kind;
  }

  /** One line: what was covered, the failure, why nothing was run. */
  public String reason() {
    return reason;
  }

  /** The failure, and the path to it as a table with one column for each thread; else empty. */
  public String story() {
    return story;
  }

  public JpfNumbers numbers() {
    return numbers;
  }

  /** Reversals of the lock order over all paths, each with its places. */
  public List<String> reversals() {
    return reversals;
  }

  /** The order of lock classes over all paths. */
  public LockOrderGraph order() {
    return order;
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  @Override
  public String toString() {
    return verdict.text() + ": " + reason;
  }
}
