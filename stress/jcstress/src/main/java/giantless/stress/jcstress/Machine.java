package giantless.stress.jcstress;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.nat.NativeRuntime;

/** The machine under the tests: one native runtime, without a watch, and classes of their own. */
public final class Machine {
  public static final LockClass LEAF = LockClass.mtx("stress leaf").build();
  public static final LockClass RECURSIVE = LockClass.mtx("stress recursive").recursive().build();
  public static final LockClass SPIN = LockClass.spin("stress spin").build();
  public static final LockClass RW = LockClass.rw("stress rw").build();
  public static final LockClass SX = LockClass.sx("stress sx").build();
  public static final LockClass RM = LockClass.rm("stress rm").build();

  /** Shared by all tests, as a kernel's is. */
  public static final LockRuntime RT = newRuntime();

  /**
   * How many steps a long stay somewhere takes, in tests whose window must be wide: some ten
   * microseconds of compiled code, long against a lock operation and short against a time slice.
   */
  public static final int LONG = 10_000;

  private Machine() {}

  /** A machine of the test's own, for what there is once a machine (Giant). */
  public static LockRuntime newRuntime() {
    return NativeRuntime.real(null, 2, 1);
  }

  /** Stays where it is for so many spin hints, each some ten nanoseconds: widens a window. */
  public static void stay(int steps) {
    for (int step = 0; step < steps; step++) {
      Thread.onSpinWait();
    }
  }
}
