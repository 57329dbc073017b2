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

  private Machine() {}

  /** A machine of the test's own, for what there is once a machine (Giant). */
  public static LockRuntime newRuntime() {
    return NativeRuntime.real(null, 2, 1);
  }
}
