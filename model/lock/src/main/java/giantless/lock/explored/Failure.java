package giantless.lock.explored;

/** How an execution failed. */
public final class Failure {

  /** The kinds of failure. */
  public enum Kind {
    /** A {@link giantless.lock.Panic}: a lock was misused, or a kernel assertion failed. */
    PANIC,
    /** Another exception or error, for example of an assertion of the test. */
    EXCEPTION,
    /** Threads wait for each other's locks in a cycle. */
    DEADLOCK,
    /** No thread can run and there is no cycle: a sleeper that nobody is left to wake. */
    LOST_WAKEUP,
    /** Two accesses to a field that nothing orders; see {@link WovenFields}. */
    RACE,
    /** The execution took more steps than it may: a livelock, or a limit too low. */
    STEP_BOUND,
    /** The program did not follow the schedule that was replayed. */
    DIVERGED,
    /** The scheduler threw an exception or gave an impossible answer. */
    SCHEDULER
  }

  private final Kind kind;
  private final String message;
  private final String thread;
  private final Throwable cause;

  Failure(Kind kind, String message, String thread, Throwable cause) {
    this.kind = kind;
    this.message = message;
    this.thread = thread;
    this.cause = cause;
  }

  static Failure scheduler(String did, Throwable cause) {
    return new Failure(Kind.SCHEDULER, "the scheduler " + did, null, cause);
  }

  public Kind kind() {
    return kind;
  }

  /** What happened; several lines for a deadlock. */
  public String message() {
    return message;
  }

  /** The name of the thread that failed, or null. */
  public String thread() {
    return thread;
  }

  /** What was thrown, or null. */
  public Throwable cause() {
    return cause;
  }

  /** Whether threads wait for what can never come: a cycle of locks, or a lost wakeup. */
  public boolean isDeadlock() {
    return kind == Kind.DEADLOCK || kind == Kind.LOST_WAKEUP;
  }

  @Override
  public String toString() {
    return message;
  }
}
