package giantless.explore.scenario;

import giantless.lock.Panic;
import giantless.lock.contract.ContractViolation;
import giantless.lock.explored.Failure;
import giantless.lock.witness.WitnessViolation;

/** How a scenario fails. */
public enum FailureKind {
  /** Threads wait for each other's locks in a cycle, or one for itself. */
  DEADLOCK("deadlock"),
  /** A thread sleeps and nobody is left to wake it, or what it waits for is there. */
  LOST_WAKEUP("lost wakeup"),
  /** An execution does not end within its bound of steps. */
  LIVELOCK("livelock"),
  /** Locks are taken in an order against the declared or the learnt one, deadlock or not. */
  ORDER_REVERSAL("lock order reversal"),
  /** Two accesses to a field, one of them a write, that nothing orders. */
  RACE("race"),
  /** Something is left at the end: a thread, a lock, an mbuf, a reference. */
  LEAK("leak"),
  /** An invariant or an actor's assertion does not hold. */
  ASSERTION("assertion failed"),
  /** A lock was misused, or an assertion of the kernel failed. */
  PANIC("panic"),
  /** Witness saw a rule of locking broken, other than the order. */
  WITNESS("witness violation"),
  /** A {@code @GuardedBy} or a method's contract was broken. */
  CONTRACT("contract violation"),
  /** An exception or error that is no assertion. */
  EXCEPTION("exception");

  private final String text;

  FailureKind(String text) {
    this.text = text;
  }

  /** The words for it in results. */
  public String text() {
    return text;
  }

  /**
   * The kind of an execution's failure.
   *
   * @return null for {@code DIVERGED} and {@code SCHEDULER}, which are no fault of the scenario's
   *     locking
   */
  public static FailureKind of(Failure f) {
    switch (f.kind()) {
      case DEADLOCK:
        return DEADLOCK;
      case LOST_WAKEUP:
        return LOST_WAKEUP;
      case STEP_BOUND:
        return LIVELOCK;
      case RACE:
        return RACE;
      case PANIC:
      case EXCEPTION:
        return of(f.cause());
      default:
        return null;
    }
  }

  /** The kind of what was thrown. */
  static FailureKind of(Throwable e) {
    if (e instanceof WitnessViolation) {
      WitnessViolation.Kind k = ((WitnessViolation) e).kind();
      return k == WitnessViolation.Kind.ORDER_REVERSAL
          ? ORDER_REVERSAL
          : k == WitnessViolation.Kind.LEAK ? LEAK : WITNESS;
    }
    if (e instanceof ContractViolation) {
      return CONTRACT;
    }
    if (e instanceof LeakError) {
      return LEAK;
    }
    if (e instanceof LostWakeupError) {
      return LOST_WAKEUP;
    }
    if (e instanceof Panic) {
      return PANIC;
    }
    return e instanceof AssertionError ? ASSERTION : EXCEPTION;
  }
}
