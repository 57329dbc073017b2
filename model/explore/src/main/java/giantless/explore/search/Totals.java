package giantless.explore.search;

import java.util.Arrays;

/** What was counted in a search or in several parts of one. Immutable. */
public final class Totals {
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0, null);

  private final long executions;
  private final long failures;
  private final long steps;
  private final int depth;
  private final long nanos;
  private final int[] schedule;

  Totals(long executions, long failures, long steps, int depth, long nanos, int[] schedule) {
    this.executions = executions;
    this.failures = failures;
    this.steps = steps;
    this.depth = depth;
    this.nanos = nanos;
    this.schedule = schedule;
  }

  /** How many executions came to their own end or failed. */
  public long executions() {
    return executions;
  }

  /** How many of them failed. */
  public long failures() {
    return failures;
  }

  /** How many steps were taken in all, those of redundant executions included. */
  public long steps() {
    return steps;
  }

  /** The steps of the longest execution. */
  public int depth() {
    return depth;
  }

  /** Time spent, of all workers together. */
  public long nanos() {
    return nanos;
  }

  /** Leads to the first failure; null if there was none. */
  public int[] schedule() {
    return schedule == null ? null : schedule.clone();
  }

  /** These and those after them. */
  public Totals plus(Totals o) {
    return new Totals(
        executions + o.executions,
        failures + o.failures,
        steps + o.steps,
        Math.max(depth, o.depth),
        nanos + o.nanos,
        schedule != null ? schedule : o.schedule);
  }

  public void save(StateWriter out) {
    out.line("totals", executions, failures, steps, depth, nanos, schedule != null);
    if (schedule != null) {
      out.ints("schedule", schedule, schedule.length);
    }
  }

  /**
   * @throws StateException if it is not what {@link #save} wrote
   */
  public static Totals restore(StateReader in) {
    in.line("totals");
    long executions = in.number();
    long failures = in.number();
    long steps = in.number();
    int depth = in.integer();
    long nanos = in.number();
    int[] schedule = in.truth() ? in.line("schedule").ints() : null;
    return new Totals(executions, failures, steps, depth, nanos, schedule);
  }

  /** Whether all but the time is the same. */
  public boolean countsAs(Totals o) {
    return executions == o.executions
        && failures == o.failures
        && steps == o.steps
        && depth == o.depth
        && Arrays.equals(schedule, o.schedule);
  }

  @Override
  public String toString() {
    return executions + " executions, " + failures + " failed, " + steps + " steps, depth " + depth;
  }
}
