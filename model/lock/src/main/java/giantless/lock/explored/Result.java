package giantless.lock.explored;

/** The outcome of a {@link World#run}. */
public final class Result {
  private final Failure failure;
  private final boolean stopped;
  private final long steps;
  private final long nanos;
  private final Trace trace;

  Result(Failure failure, boolean stopped, long steps, long nanos, Trace trace) {
    this.failure = failure;
    this.stopped = stopped;
    this.steps = steps;
    this.nanos = nanos;
    this.trace = trace;
  }

  /** Whether it ran to its end without a failure. */
  public boolean isComplete() {
    return failure == null && !stopped;
  }

  /** The failure, or null. */
  public Failure failure() {
    return failure;
  }

  /** The same run, in which something was found wrong after its end. */
  public Result failedAfterwards(Failure f) {
    return new Result(f, stopped, steps, nanos, trace);
  }

  /** Whether the scheduler gave it up. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many steps it took. */
  public long steps() {
    return steps;
  }

  /** How much virtual time it took, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  public Trace trace() {
    return trace;
  }

  /** The schedule up to the end or the failure, for {@link ReplayScheduler}. */
  public int[] schedule() {
    return trace.schedule();
  }

  /** A scheduler that leads here again, and goes on by the default schedule. */
  public Scheduler replay() {
    return new ReplayScheduler(trace.schedule(), trace.timeIsChoice());
  }

  /**
   * For tests: returns only if the run is complete.
   *
   * @throws RuntimeException or an Error, what a thread threw, with the trace as suppressed
   *     exception
   * @throws AssertionError for any other failure, with its text and the trace
   */
  public Result orThrow() {
    if (isComplete()) {
      return this;
    }
    if (failure == null) {
      throw new AssertionError("the scheduler gave the execution up\n" + tail());
    }
    Throwable e = failure.cause();
    if (e == null || e instanceof ReplayScheduler.Divergence) {
      throw new AssertionError(failure.message() + "\n" + tail(), e);
    }
    e.addSuppressed(new Schedule(tail()));
    if (e instanceof Error) {
      throw (Error) e;
    }
    if (e instanceof RuntimeException) {
      throw (RuntimeException) e;
    }
    throw new AssertionError(failure.message(), e);
  }

  private String tail() {
    return trace.size() <= 500 ? trace.columns() : "(" + trace.size() + " steps)";
  }

  /** Carries a trace along with what a thread threw. */
  private static final class Schedule extends Exception {
    private static final long serialVersionUID = 1L;

    Schedule(String trace) {
      super("the steps that led there:\n" + trace, null, false, false);
    }
  }
}
