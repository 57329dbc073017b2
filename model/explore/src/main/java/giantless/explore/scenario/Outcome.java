package giantless.explore.scenario;

import giantless.explore.minimise.Minimal;
import giantless.explore.search.Exploration;
import giantless.explore.story.TraceFile;
import giantless.lock.explored.Result;
import giantless.lock.witness.LockOrderGraph;
import java.util.Locale;

/** What came out of exploring a scenario. Never a bare "OK": it says what was covered. */
public final class Outcome {

  /** The words of every result in Giantless. */
  public enum Verdict {
    /** Every schedule within the bounds was visited; nothing is left. */
    PROVED_WITHIN_BOUNDS("PROVED-WITHIN-BOUNDS"),
    /** Some schedules were visited and are good. */
    PASSED_SAMPLED("PASSED (sampled)"),
    FAILED("FAILED"),
    NOT_RUN("NOT RUN");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** Goes before the word of a trace. */
  static final String REPLAY = "java -jar model/cli/target/giantless.jar replay ";

  private final ScenarioClass scenario;
  private final Verdict verdict;
  private final String reason;
  private final FailureKind kind;
  private final Exploration exploration;
  private final Result failure;
  private final TraceFile trace;
  private final String story;
  private final Minimal minimal;
  private final LockOrderGraph order;

  Outcome(
      ScenarioClass scenario,
      Verdict verdict,
      String reason,
      FailureKind kind,
      Exploration exploration,
      Result failure,
      TraceFile trace,
      String story) {
    this.scenario = scenario;
    this.verdict = verdict;
    this.reason = reason;
    this.kind = kind;
    this.exploration = exploration;
    this.failure = failure;
    this.trace = trace;
    this.story = story;
    this.minimal = null;
    this.order = LockOrderGraph.empty();
  }

  private Outcome(Outcome o, Minimal minimal, LockOrderGraph order) {
    this.scenario = o.scenario;
    this.verdict = o.verdict;
    this.reason = o.reason;
    this.kind = o.kind;
    this.exploration = o.exploration;
    this.failure = o.failure;
    this.trace = o.trace;
    this.story = o.story;
    this.minimal = minimal;
    this.order = order;
  }

  /** The same, of an execution that was made short. */
  Outcome shortened(Minimal how) {
    return new Outcome(this, how, order);
  }

  /** The same, with what its search has shown of the lock order. */
  Outcome learnt(LockOrderGraph graph) {
    return new Outcome(this, minimal, graph);
  }

  public ScenarioClass scenario() {
    return scenario;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** One line: the bounds of a proof, what a sample has left, the failure, why nothing was run. */
  public String reason() {
    return reason;
  }

  /** How it failed; null if it did not, or if it is only that parts of a search are missing. */
  public FailureKind kind() {
    return kind;
  }

  /** The search; null if nothing was run, or several searches were joined. */
  public Exploration exploration() {
    return exploration;
  }

  /** The failed execution, replayed and with source lines; null if none failed. */
  public Result failure() {
    return failure;
  }

  /** What runs the failed execution again; null if none failed. */
  public TraceFile trace() {
    return trace;
  }

  /** A shell command for the root of a checkout that runs it again; empty if none failed. */
  public String replayCommand() {
    return trace == null ? "" : REPLAY + trace.word();
  }

  /**
   * The failure told: what and who, a table with one column for each thread, and how to run it
   * again; empty if none failed.
   */
  public String story() {
    return story;
  }

  /**
   * How long the failed execution is, and whether that is the least; null if none failed, or nobody
   * tried to make it short.
   */
  public Minimal minimal() {
    return minimal;
  }

  /** The order of lock classes over all executions; empty if one failed. */
  public LockOrderGraph order() {
    return order;
  }

  /** Whether it is what the scenario says of itself, for the budget of the gate. */
  public boolean isAsDeclared() {
    return whyNotAsDeclared() == null;
  }

  /** Why it is not what the scenario says of itself; null if it is. */
  public String whyNotAsDeclared() {
    Scenario s = scenario.scenario();
    if (s.fails().length > 0) {
      if (verdict != Verdict.FAILED) {
        return "must fail with " + kinds(s) + ", but is " + verdict.text() + ": " + reason;
      }
      for (FailureKind k : s.fails()) {
        if (k == kind) {
          return null;
        }
      }
      return kind == null
          ? "must fail with " + kinds(s) + ", but is " + verdict.text() + ": " + reason
          : "must fail with " + kinds(s) + ", but fails with " + kind.text() + ": " + reason;
    }
    Verdict wanted = s.sampled().isEmpty() ? Verdict.PROVED_WITHIN_BOUNDS : Verdict.PASSED_SAMPLED;
    return verdict == wanted
        ? null
        : "must be " + wanted.text() + ", but is " + verdict.text() + ": " + reason;
  }

  private static String kinds(Scenario s) {
    StringBuilder b = new StringBuilder();
    for (FailureKind k : s.fails()) {
      b.append(b.length() == 0 ? "" : " or ").append(k.text());
    }
    return b.toString();
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** One line: name, verdict, reason. */
  @Override
  public String toString() {
    return scenario.name() + ": " + verdict.text() + ": " + reason;
  }
}
