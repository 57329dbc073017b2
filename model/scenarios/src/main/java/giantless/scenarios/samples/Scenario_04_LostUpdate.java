package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/**
 * Invariants: what must hold when all actors have ended. Every access here is under the lock, so
 * there is no race; but between reading and writing the lock is let go, and an update gets lost.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: assertion failed: invariant nothing_is_left does not hold
 *
 *       first                     second
 *       ------------------------  ------------------------
 *    1  lock so_snd  (take:82)
 *    2  unlock so_snd  (take:84)
 *    3                            lock so_snd  (take:82)
 *    4                            unlock so_snd  (take:84)
 *    5                            lock so_snd  (take:85)
 *    6                            unlock so_snd  (take:87)
 *    7  lock so_snd  (take:85)
 *    8  unlock so_snd  (take:87)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 12 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_04_LostUpdate {
  private Scenario_04_LostUpdate() {}

  /** A balance from which both actors take one. */
  abstract static class Balance {
    final Mtx lock;

    @GuardedBy("lock")
    int left = 2;

    Balance(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_SND);
    }

    abstract void take();

    @Actor
    void first() {
      take();
    }

    @Actor
    void second() {
      take();
    }

    @Invariant
    boolean nothing_is_left() {
      lock.lock();
      int n = left;
      lock.unlock();
      return n == 0;
    }
  }

  @Scenario(value = "Reading and writing under two holds loses", fails = FailureKind.ASSERTION)
  static final class Broken extends Balance {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void take() {
      lock.lock();
      int n = left;
      lock.unlock();
      lock.lock();
      left = n - 1;
      lock.unlock();
    }
  }

  @Scenario("Reading and writing under one hold does not")
  static final class Fixed extends Balance {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void take() {
      lock.lock();
      left = left - 1;
      lock.unlock();
    }
  }
}
