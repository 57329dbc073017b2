package giantless.explore.search;

import giantless.lock.explored.Result;

/** What a search did and found. */
public final class Exploration {

  /** Why it ended. */
  public enum End {
    /** Nothing was left. */
    EXHAUSTED,
    /** The budget was spent. */
    BUDGET,
    /** A failure was found. */
    FAILURE,
    /** Whoever watches told it to stop. */
    STOPPED
  }

  private final Strategy strategy;
  private final End end;
  private final Totals totals;
  private final Result failure;

  Exploration(Strategy strategy, End end, Totals totals, Result failure) {
    this.strategy = strategy;
    this.end = end;
    this.totals = totals;
    this.failure = failure;
  }

  public Strategy strategy() {
    return strategy;
  }

  public End end() {
    return end;
  }

  /** What was counted, what was counted before an interruption included. */
  public Totals totals() {
    return totals;
  }

  /** How many executions came to their own end or failed. */
  public long executions() {
    return totals.executions();
  }

  /** How many of them failed. */
  public long failures() {
    return totals.failures();
  }

  /** How many more were begun and given up, as others had covered them. */
  public long redundant() {
    return strategy.redundant();
  }

  /** How many steps were taken in all, those of redundant executions included. */
  public long steps() {
    return totals.steps();
  }

  /** The steps of the longest execution. */
  public int depth() {
    return totals.depth();
  }

  public double seconds() {
    return totals.nanos() / 1e9;
  }

  /** The first execution that failed, or null. */
  public Result failure() {
    return failure;
  }

  /** The schedule that leads to {@link #failure}, or null. */
  public int[] schedule() {
    return totals.schedule();
  }

  /**
   * Whether every schedule within the strategy's bounds was visited. Schedules differ in the order
   * of the runtime's operations, among them the accesses to {@code @Racy} fields of woven classes.
   * That other fields make no difference is said only where classes are woven and races are looked
   * for ({@link Explorer#races}), and only of what {@link giantless.lock.explored.WovenFields}
   * sees.
   */
  public boolean isComplete() {
    return end == End.EXHAUSTED && strategy.isExhaustive();
  }

  @Override
  public String toString() {
    return strategy.name()
        + ": "
        + executions()
        + " executions, "
        + failures()
        + " failed, "
        + redundant()
        + " redundant, depth "
        + depth()
        + ", "
        + end;
  }
}
