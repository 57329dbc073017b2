package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/**
 * Time: it is virtual, and with {@code timers = 1} one timer of an execution may fire while threads
 * can still go on. Here it fires when its object is being taken away: {@code stop} does not wait
 * for a handler that has begun, {@code drain} does.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: assertion failed: invariant not_used_after_free does not hold
 *
 *       swi4: clock                                          free
 *       ---------------------------------------------------  ------------------------------------------------
 *    1  time runs out at 1000000000 ns
 *    2  park
 *    3  lock callout
 *    4  read clock
 *    5  unlock callout
 *    6                                                       lock callout  (takeAway:111)
 *    7                                                       unlock callout  (takeAway:111)
 *    8                                                       lock so_rcv  (Scenario_07_Timer$Entry.free:80)
 *    9                                                       unlock so_rcv  (Scenario_07_Timer$Entry.free:82)
 *   10  lock so_rcv  (Scenario_07_Timer$Entry.expires:70)
 *   11  unlock so_rcv  (Scenario_07_Timer$Entry.expires:72)
 *   12  lock callout
 *   13  read clock
 *   14  unlock callout
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 18 executions of at most 35 steps (dpor, up to 1 deadlines come early)
 * </pre>
 */
public final class Scenario_07_Timer {
  private static final long SECOND = 1_000_000_000;

  private Scenario_07_Timer() {}

  /** An entry with a timer, which was set before the actors begin. */
  abstract static class Entry {
    final Mtx lock;
    final Callout timer;

    @GuardedBy("lock")
    boolean freed;

    @GuardedBy("lock")
    boolean usedAfterFree;

    Entry(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
      timer = Callout.mpsafe(setup.runtime().callouts());
      timer.reset(SECOND, this::expires);
    }

    private void expires() {
      lock.lock();
      usedAfterFree = freed;
      lock.unlock();
    }

    abstract void takeAway();

    @Actor
    void free() {
      takeAway();
      lock.lock();
      freed = true;
      lock.unlock();
    }

    @Actor
    void use() {
      lock.lock();
      lock.unlock();
    }

    @Invariant
    boolean not_used_after_free() {
      lock.lock();
      boolean good = !usedAfterFree;
      lock.unlock();
      return good;
    }
  }

  @Scenario(
      value = "A timer that is only stopped may fire later",
      fails = FailureKind.ASSERTION,
      timers = 1)
  static final class Broken extends Entry {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void takeAway() {
      timer.stop();
    }
  }

  @Scenario(value = "A timer that is drained does not", timers = 1)
  static final class Fixed extends Entry {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void takeAway() {
      timer.drain();
    }
  }
}
