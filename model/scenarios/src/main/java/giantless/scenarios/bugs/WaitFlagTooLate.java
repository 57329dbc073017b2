package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;

/**
 * The waker looks at a flag (SB_WAIT) to spare the wakeup; the sleeper sets it in a hold of its
 * own, after it has seen that there is nothing.
 */
public final class WaitFlagTooLate {
  private WaitFlagTooLate() {}

  abstract static class Base {
    final Mtx mtx;
    final SleepQueue queue;
    boolean ready;
    boolean waiting;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      queue = setup.runtime().sleepQueue();
    }

    @Actor
    void waker() {
      mtx.lock();
      ready = true;
      if (waiting) {
        waiting = false;
        queue.wakeup(this);
      }
      mtx.unlock();
    }
  }

  @Scenario(
      value = "A wait flag set after the test loses the wakeup",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      mtx.lock();
      boolean sleep = !ready;
      mtx.unlock();
      if (sleep) {
        mtx.lock();
        waiting = true;
        queue.sleep(this, mtx, "wait");
        mtx.unlock();
      }
    }
  }

  @Scenario("A wait flag set in the hold of the test does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      mtx.lock();
      while (!ready) {
        waiting = true;
        queue.sleep(this, mtx, "wait");
      }
      mtx.unlock();
    }
  }
}
