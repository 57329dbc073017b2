package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Giant;
import giantless.lock.SleepQueue;

/**
 * Code that counts on Giant sleeps, and Giant is dropped over the sleep; what it knew before is
 * old.
 */
public final class GiantDroppedInSleep {
  private GiantDroppedInSleep() {}

  abstract static class Base {
    final Giant giant;
    final SleepQueue queue;
    boolean awake;
    int owners;

    Base(Setup setup) {
      giant = setup.runtime().giant();
      queue = setup.runtime().sleepQueue();
    }

    @Actor
    void other() {
      giant.lock();
      if (owners == 0) {
        owners++;
      }
      awake = true;
      queue.wakeup(this);
      giant.unlock();
    }

    final void sleep() {
      while (!awake) {
        queue.sleep(this, giant.mtx(), "giant");
      }
    }

    @Invariant
    boolean one_owner() {
      return owners == 1;
    }
  }

  @Scenario(
      value = "What was tested under Giant before a sleep is not so after it",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void first() {
      giant.lock();
      boolean free = owners == 0;
      sleep();
      if (free) {
        owners++;
      }
      giant.unlock();
    }
  }

  @Scenario("What is tested again after the sleep is")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void first() {
      giant.lock();
      sleep();
      if (owners == 0) {
        owners++;
      }
      giant.unlock();
    }
  }
}
