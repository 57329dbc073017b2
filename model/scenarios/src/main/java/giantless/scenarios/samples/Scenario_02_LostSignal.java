package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/**
 * Sleeping: a thread that looks at a flag, lets go of the lock and only then sleeps can miss the
 * signal in between. {@link Setup#sleepsUntil} says what the sleeper waits for, so that the failure
 * tells that it sleeps in vain.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: lost wakeup: no thread can run, and no lock is waited for in a cycle (lost wakeup)
 *
 *       sets                                                  waits
 *       ----------------------------------------------------  -------------------------------------------
 *    1                                                        lock so_rcv  (waits:75)
 *    2                                                        unlock so_rcv  (waits:77)
 *    3  lock so_rcv  (Scenario_02_LostSignal$Flag.sets:60)
 *    4  signal flag  (Scenario_02_LostSignal$Flag.sets:62)
 *    5  unlock so_rcv  (Scenario_02_LostSignal$Flag.sets:63)
 *    6                                                        lock so_rcv  (waits:79)
 *    7                                                        sleep on flag, releasing so_rcv  (waits:80)
 *   =>                                                        sleeps on flag
 *                                                             (waits:80)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 15 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_02_LostSignal {
  private Scenario_02_LostSignal() {}

  /** What both twins share. */
  abstract static class Flag {
    final Mtx lock;
    final CondVar changed;

    @GuardedBy("lock")
    boolean set;

    Flag(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
      changed = setup.runtime().cv("flag");
      setup.sleepsUntil("flag", "the flag is set", () -> set);
    }

    @Actor
    void sets() {
      lock.lock();
      set = true;
      changed.signal();
      lock.unlock();
    }
  }

  @Scenario(value = "A signal between look and sleep is lost", fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Flag {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void waits() {
      lock.lock();
      boolean there = set;
      lock.unlock();
      if (!there) {
        lock.lock();
        changed.await(lock);
        lock.unlock();
      }
    }
  }

  @Scenario("A thread that looks and sleeps under one hold of the lock is woken")
  static final class Fixed extends Flag {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void waits() {
      lock.lock();
      while (!set) {
        changed.await(lock);
      }
      lock.unlock();
    }
  }
}
