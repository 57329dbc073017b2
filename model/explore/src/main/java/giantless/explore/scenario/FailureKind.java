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
    return of(e.getClass(), e instanceof WitnessViolation ? ((WitnessViolation) e).kind() : null);
  }

  /**
   * The kind of what was thrown, where it cannot be had itself.
   *
   * @param violation which rule of Witness was broken; null if that is not what was thrown, or is
   *     not known
   */
  public static FailureKind of(Class<?> thrown, WitnessViolation.Kind violation) {
    if (WitnessViolation.class.isAssignableFrom(thrown)) {
      return violation == WitnessViolation.Kind.ORDER_REVERSAL
          ? ORDER_REVERSAL
          : violation == WitnessViolation.Kind.LEAK ? LEAK : WITNESS;
    }
    if (ContractViolation.class.isAssignableFrom(thrown)) {
      return CONTRACT;
    }
    if (LeakError.class.isAssignableFrom(thrown)) {
      return LEAK;
    }
    if (LostWakeupError.class.isAssignableFrom(thrown)) {
      return LOST_WAKEUP;
    }
    if (Panic.class.isAssignableFrom(thrown)) {
      return PANIC;
    }
    return AssertionError.class.isAssignableFrom(thrown) ? ASSERTION : EXCEPTION;
  }
}
