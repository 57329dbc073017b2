package giantless.stress.jcstress;

import giantless.lock.AtomicInt;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.Witness;

/**
 * The machines under the tests: native runtimes, one without a watch and one with Witness, and
 * classes of their own.
 */
public final class Machine {
  public static final LockClass LEAF = LockClass.mtx("stress leaf").build();
  public static final LockClass RECURSIVE = LockClass.mtx("stress recursive").recursive().build();
  public static final LockClass SPIN = LockClass.spin("stress spin").build();
  public static final LockClass RW = LockClass.rw("stress rw").build();
  public static final LockClass SX = LockClass.sx("stress sx").build();
  public static final LockClass RM = LockClass.rm("stress rm").build();
  public static final LockClass SLEEPABLE_RM = LockClass.sleepableRm("stress sleepable rm").build();

  /** Shared by all tests, as a kernel's is. */
  public static final LockRuntime RT = newRuntime();

  /** The same with Witness, for what goes another way when it is watched. */
  public static final LockRuntime WATCHED = NativeRuntime.real(new Witness(), 2, 1);

  /**
   * How many steps a long stay somewhere takes, in tests whose window must be wide: some ten
   * microseconds of compiled code, long against a lock operation and short against a time slice.
   */
  public static final int LONG = 10_000;

  /** Yields before a window closes: some ten microseconds and more. */
  private static final int PATIENCE = 100;

  private Machine() {}

  /** A machine of the test's own, for what there is once a machine (Giant). */
  public static LockRuntime newRuntime() {
    return NativeRuntime.real(null, 2, 1);
  }

  /**
   * Holds the window between two steps of a wrong twin open until the other actor has come in, so
   * that no luck is needed on a machine of any load; or for a bounded while, for it may be late.
   * The other one waits in the same way until there is somebody in the window.
   *
   * @param came is raised by an actor that is in the window, or has done there what it does
   * @param many how many must have come
   */
  public static void window(AtomicInt came, int many) {
    for (int i = 0; i < PATIENCE && came.get() < many; i++) {
      RT.yieldCpu();
    }
  }

  /**
   * Lets the two actors of a sample begin together: in what takes microseconds one of them is often
   * through before the other one has come. They wait for each other a bounded while, so either may
   * still be alone.
   */
  public static void meet(AtomicInt came) {
    came.fetchAdd(1);
    window(came, 2);
  }
}
