package giantless.explore.minimise;

import giantless.explore.search.Program;
import giantless.lock.explored.Failure;
import java.util.BitSet;

/** What a {@link Minimiser} came to: the shortest schedule that it found, and what it proved. */
public final class Minimal {

  /** What was made small, in order of weight. */
  public enum Measure {
    ACTORS("actors"),
    OPERATIONS("operations"),
    PREEMPTIONS("preemptions");

    private final String word;

    Measure(String word) {
      this.word = word;
    }
  }

  private final Program program;
  private final BitSet actors;
  private final int[] schedule;
  private final Failure failure;
  private final int operations;
  private final int preemptions;
  private final Measure unproved;
  private final long executions;
  private final long budget;
  private final String bounds;

  Minimal(
      Program program,
      BitSet actors,
      Attempt best,
      Measure unproved,
      long executions,
      long budget,
      String bounds) {
    this.program = program;
    this.actors = actors;
    this.schedule = best.schedule;
    this.failure = best.failure;
    this.operations = best.operations;
    this.preemptions = best.preemptions;
    this.unproved = unproved;
    this.executions = executions;
    this.budget = budget;
    this.bounds = bounds;
  }

  /** The program without the actors that are not needed. */
  public Program program() {
    return program;
  }

  /** The actors that are needed; null if the program does not let any be left out. */
  public BitSet actors() {
    return actors == null ? null : (BitSet) actors.clone();
  }

  /** Leads {@link #program} to the failure, with the failure's step as its last. */
  public int[] schedule() {
    return schedule.clone();
  }

  public Failure failure() {
    return failure;
  }

  /**
   * How many operations come before the failure; starts, ends and spawns of threads and choices do
   * not count.
   */
  public int operations() {
    return operations;
  }

  /** How many steps are another thread's while the one before could have gone on. */
  public int preemptions() {
    return preemptions;
  }

  /**
   * Whether nothing smaller fails in the same way within {@link #bounds}: no fewer actors; with
   * them, no fewer operations; with so many, no fewer preemptions.
   */
  public boolean isProved() {
    return unproved == null;
  }

  /** The first measure that may not be the least; null if all are proved. */
  public Measure unproved() {
    return unproved;
  }

  /** How many executions it took. */
  public long executions() {
    return executions;
  }

  public String bounds() {
    return bounds;
  }

  @Override
  public String toString() {
    String size =
        (actors == null ? "" : actors.cardinality() + " actors, ")
            + operations
            + (operations == 1 ? " operation, " : " operations, ")
            + preemptions
            + (preemptions == 1 ? " preemption; " : " preemptions; ");
    return size
        + (isProved()
            ? "minimal (proved; " + bounds + ")"
            : "not proved minimal in " + unproved.word + " (budget " + budget + " executions)")
        + " after "
        + executions
        + " executions";
  }
}
