package giantless.stress.lincheck;

import giantless.lock.Callout;
import giantless.lock.CalloutWheel;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * The callout wheel: while the callout's mutex is held, reset and stop are exact. What was stopped
 * does not run, what was reset runs once more and last, and what is due runs in order. Softclock is
 * one thread that calls {@link CalloutWheel#runNext}, as on a machine of virtual time; time itself
 * stands still and all callouts are due at once, since the clock's step and the wheel's are two.
 */
class CalloutWheelIT {
  private static final int CALLOUTS = 2;

  /** Two callouts bound to one mutex. */
  @Param(name = "callout", gen = IntGen.class, conf = "0:1")
  public static class Structure {
    private final CalloutWheel wheel;
    private final Mtx lock;
    private final Callout[] callouts = new Callout[CALLOUTS];
    private int fired = -1;

    public Structure() {
      LockRuntime rt = Machines.runtime();
      wheel = rt.callouts();
      lock = rt.mtx(Locks.IFQ);
      for (int i = 0; i < CALLOUTS; i++) {
        callouts[i] = Callout.withMtx(wheel, lock);
      }
    }

    @Operation(params = "callout")
    public boolean reset(int callout) {
      lock.lock();
      boolean won =
          callouts[callout].reset(
              1,
              () -> {
                fired = callout;
                callouts[callout].deactivate();
              });
      lock.unlock();
      return won;
    }

    @Operation(params = "callout")
    public boolean stop(int callout) {
      lock.lock();
      boolean won = callouts[callout].stop();
      lock.unlock();
      return won;
    }

    @Operation(params = "callout")
    public boolean isActive(int callout) {
      lock.lock();
      boolean active = callouts[callout].isActive();
      lock.unlock();
      return active;
    }

    /** Runs the first that is due and not cancelled; -1 if there is none. */
    @Operation(nonParallelGroup = "softclock")
    public int runNext() {
      fired = -1;
      while (fired < 0 && wheel.runNext(Long.MAX_VALUE - 1)) {
        // One that was cancelled when softclock had it in hand already: the next one.
      }
      return fired;
    }
  }

  /** A list of those pending. */
  public static class Specification {
    private final List<Integer> pending = new ArrayList<>();

    public boolean reset(int callout) {
      boolean won = stop(callout);
      pending.add(callout);
      return won;
    }

    public boolean stop(int callout) {
      return pending.remove((Integer) callout);
    }

    public boolean isActive(int callout) {
      return pending.contains(callout);
    }

    public int runNext() {
      return pending.isEmpty() ? -1 : pending.remove(0);
    }
  }

  @Test
  void reset_and_stop_are_exact_under_the_mutex() {
    Linearizability.holds(Structure.class, Specification.class);
  }

  /** The wrong twin: softclock takes the mutex, but does not look again whether it was stopped. */
  @Param(name = "callout", gen = IntGen.class, conf = "0:1")
  public static class RunsWhatWasStopped {
    private final Mtx wheelLock;
    private final Mtx lock;
    private final List<Integer> pending = new ArrayList<>();
    private int chosen = -1;

    public RunsWhatWasStopped() {
      LockRuntime rt = Machines.runtime();
      wheelLock = rt.mtx(Locks.CALLOUT);
      lock = rt.mtx(Locks.IFQ);
    }

    private boolean cancel(int callout) {
      boolean won = pending.remove((Integer) callout) || chosen == callout;
      if (chosen == callout) {
        chosen = -1;
      }
      return won;
    }

    @Operation(params = "callout")
    public boolean reset(int callout) {
      lock.lock();
      wheelLock.lock();
      boolean won = cancel(callout);
      pending.add(callout);
      wheelLock.unlock();
      lock.unlock();
      return won;
    }

    @Operation(params = "callout")
    public boolean stop(int callout) {
      lock.lock();
      wheelLock.lock();
      boolean won = cancel(callout);
      wheelLock.unlock();
      lock.unlock();
      return won;
    }

    @Operation(nonParallelGroup = "softclock")
    public int runNext() {
      wheelLock.lock();
      int first = pending.isEmpty() ? -1 : pending.remove(0);
      chosen = first;
      wheelLock.unlock();
      Machines.window();
      if (first >= 0) {
        lock.lock();
        wheelLock.lock();
        chosen = -1;
        wheelLock.unlock();
        lock.unlock();
      }
      return first;
    }
  }

  @Test
  void a_softclock_that_does_not_look_again_is_caught() {
    Linearizability.isBrokenIn(
        Scenarios.of(
            List.of(
                Scenarios.actor(RunsWhatWasStopped.class, "reset", 0),
                Scenarios.actor(RunsWhatWasStopped.class, "stop", 0)),
            List.of(Scenarios.actor(RunsWhatWasStopped.class, "runNext"))),
        RunsWhatWasStopped.class,
        Specification.class,
        "Invalid execution results");
    Linearizability.isBroken(
        RunsWhatWasStopped.class, Specification.class, "Invalid execution results");
    Linearizability.isBrokenUnderStress(
        RunsWhatWasStopped.class, Specification.class, "Invalid execution results");
  }
}
