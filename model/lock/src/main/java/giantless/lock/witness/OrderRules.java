package giantless.lock.witness;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Locks;

/** What the declaration of two lock classes says about their order, before anything is learnt. */
public final class OrderRules {
  /** What a splat adds for {@link #mustOnlyTry}. */
  public static final String ONLY_TRY = ": a reader of a sleepable rm lock only tries such locks";

  private OrderRules() {}

  private static boolean isMonitor(LockClass c) {
    return c.kind() == LockClass.Kind.MONITOR;
  }

  /** Whether {@code after(...)} of b names a. */
  public static boolean isDeclared(LockClass a, LockClass b) {
    for (LockClass before : b.after()) {
      if (before == a) {
        return true;
      }
    }
    return false;
  }

  /** What the kinds of two classes alone forbid about acquiring b with a held; null if nothing. */
  public static WitnessViolation.Kind forbidden(LockClass a, LockClass b) {
    if (a == b) {
      return a.isDupOk() ? null : WitnessViolation.Kind.DUPLICATE;
    }
    if (isMonitor(a) || isMonitor(b)) {
      return null;
    }
    if (a.kind() == LockClass.Kind.SPIN && b.kind() != LockClass.Kind.SPIN) {
      return WitnessViolation.Kind.SPIN_HELD;
    }
    if (b.kind().isSleepable() && !a.kind().isSleepable() && a != Locks.GIANT) {
      return WitnessViolation.Kind.SLEEPABLE_WITH_MUTEX;
    }
    if (b == Locks.GIANT && !a.kind().isSleepable()) {
      return WitnessViolation.Kind.GIANT_WITH_MUTEX;
    }
    return null;
  }

  /**
   * Whether a thread that holds a in this mode must not wait for b, which may be held asleep: the
   * readers of a sleepable rm lock only try such locks. The order of the classes does not say it,
   * since the writer may.
   */
  public static boolean mustOnlyTry(LockClass a, LockMode mode, LockClass b) {
    return b.kind().isSleepable() && a.kind().isSleepable() && !a.kind().mayHolderSleep(mode);
  }

  /**
   * Whether an allowed pair has no order: two locks of one class, Giant with a sleepable lock,
   * since Giant is released when its owner blocks there, and a monitor with what is none.
   */
  public static boolean isUnordered(LockClass a, LockClass b) {
    return a == b
        || isMonitor(a) != isMonitor(b)
        || (a == Locks.GIANT && b.kind().isSleepable())
        || (b == Locks.GIANT && a.kind().isSleepable());
  }

  /**
   * Whether the kinds alone put a before b: sleepable locks before mutexes, mutexes before spin
   * mutexes, Giant before all other mutexes.
   */
  public static boolean isImplied(LockClass a, LockClass b) {
    if (a.kind() != LockClass.Kind.SPIN && b.kind() == LockClass.Kind.SPIN) {
      return true;
    }
    if (b == Locks.GIANT || b.kind().isSleepable()) {
      return false;
    }
    return a == Locks.GIANT || a.kind().isSleepable();
  }
}
