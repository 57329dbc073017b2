package giantless.stress.lincheck;

import giantless.lock.RefCount;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A reference count: the last release is told apart from all others, and from 0 nothing rises. */
class RefCountIT {

  /** The structure; a count of 0 is left alone, as releasing from 0 is a panic of its own. */
  public static class Structure {
    private final RefCount count = Machines.runtime().refCount(2);

    @Operation
    public boolean tryAcquire() {
      return count.tryAcquire();
    }

    @Operation
    public boolean isLive() {
      return count.get() > 0;
    }

    /** By the owner of all references alone: who gives back what is not his breaks any count. */
    @Operation(nonParallelGroup = "owner")
    public String release() {
      if (count.get() == 0) {
        return "none";
      }
      return count.release() ? "last" : "one of many";
    }
  }

  /** A number. */
  public static class Specification {
    private int count = 2;

    public boolean tryAcquire() {
      if (count == 0) {
        return false;
      }
      count++;
      return true;
    }

    public boolean isLive() {
      return count > 0;
    }

    public String release() {
      if (count == 0) {
        return "none";
      }
      count--;
      return count == 0 ? "last" : "one of many";
    }
  }

  @Test
  void a_count_is_one_number() {
    Linearizability.holds(Structure.class, Specification.class);
  }

  /** The wrong twin: tested against 0, and raised in a step of its own. */
  public static class TestThenRaise {
    private volatile int count = 2;

    @Operation
    public boolean tryAcquire() {
      int old = count;
      if (old == 0) {
        return false;
      }
      count = old + 1;
      return true;
    }

    @Operation(nonParallelGroup = "owner")
    public String release() {
      if (count == 0) {
        return "none";
      }
      int now = count - 1;
      count = now;
      return now == 0 ? "last" : "one of many";
    }
  }

  @Test
  void a_count_raised_in_two_steps_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(Scenarios.actor(TestThenRaise.class, "tryAcquire")),
            List.of(
                Scenarios.actor(TestThenRaise.class, "release"),
                Scenarios.actor(TestThenRaise.class, "release"),
                Scenarios.actor(TestThenRaise.class, "release"))),
        TestThenRaise.class,
        Specification.class,
        "Invalid execution results");
  }
}
