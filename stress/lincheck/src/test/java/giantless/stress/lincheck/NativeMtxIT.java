package giantless.stress.lincheck;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.nat.NativeRuntime;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * The native mutex itself: what it protects is one number, under contention with turnstile and
 * hand-over, and trying never waits. Model checked field by field, so with few executions: each
 * acquisition under contention is hundreds of accesses.
 */
class NativeMtxIT {

  /** A number under a mutex. */
  public static class Structure {
    private final Mtx lock = NativeRuntime.real(null, 2, 1).mtx(Locks.IFQ);
    private int value;

    @Operation
    public int add() {
      lock.lock();
      int old = value;
      value = old + 1;
      lock.unlock();
      return old;
    }

    /** Whether the lock was had or not, the number is exact; who had it adds and takes back. */
    @Operation
    public boolean tryTwice() {
      if (lock.tryLock()) {
        value++;
        value--;
        lock.unlock();
      }
      return lock.isOwned();
    }
  }

  /** The number. */
  public static class Specification {
    private int value;

    public int add() {
      return value++;
    }

    public boolean tryTwice() {
      return false;
    }
  }

  @Test
  void a_number_under_a_mutex_is_atomic() {
    Linearizability.holds(
        Structure.class, Specification.class, LincheckBudget.modelCheckingPrimitives());
  }

  /** The wrong twin: the owner is looked at and set in two steps. */
  public static class TestThenSet {
    private volatile boolean locked;
    private int value;

    @Operation
    public int add() {
      while (locked) {
        Thread.onSpinWait();
      }
      locked = true;
      int old = value;
      value = old + 1;
      locked = false;
      return old;
    }
  }

  @Test
  void a_mutex_taken_in_two_steps_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(TestThenSet.class, "add")),
            List.of(Scenarios.actor(TestThenSet.class, "add"))),
        TestThenSet.class,
        Specification.class,
        "Invalid execution results");
  }
}
