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
  private final long executions;
  private final long failures;
  private final long steps;
  private final int depth;
  private final double seconds;
  private final Result failure;
  private final int[] schedule;

  Exploration(
      Strategy strategy,
      End end,
      long executions,
      long failures,
      long steps,
      int depth,
      double seconds,
      Result failure,
      int[] schedule) {
    this.strategy = strategy;
    this.end = end;
    this.executions = executions;
    this.failures = failures;
    this.steps = steps;
    this.depth = depth;
    this.seconds = seconds;
    this.failure = failure;
    this.schedule = schedule;
  }

  public Strategy strategy() {
    return strategy;
  }

  public End end() {
    return end;
  }

  /** How many executions came to their own end or failed. */
  public long executions() {
    return executions;
  }

  /** How many of them failed. */
  public long failures() {
    return failures;
  }

  /** How many more were begun and given up, as others had covered them. */
  public long redundant() {
    return strategy.redundant();
  }

  /** How many steps were taken in all, those of redundant executions included. */
  public long steps() {
    return steps;
  }

  /** The steps of the longest execution. */
  public int depth() {
    return depth;
  }

  public double seconds() {
    return seconds;
  }

  /** The first execution that failed, or null. */
  public Result failure() {
    return failure;
  }

  /** The schedule that leads to {@link #failure}, or null. */
  public int[] schedule() {
    return schedule == null ? null : schedule.clone();
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
        + executions
        + " executions, "
        + failures
        + " failed, "
        + redundant()
        + " redundant, depth "
        + depth
        + ", "
        + end;
  }
}
