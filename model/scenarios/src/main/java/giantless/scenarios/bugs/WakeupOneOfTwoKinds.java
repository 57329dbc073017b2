package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;

/**
 * A buffer of one place, with one channel for who waits for an item and who waits for the place.
 * One wakeup is handed to the wrong kind, and it does not pass it on.
 */
public final class WakeupOneOfTwoKinds {
  private WakeupOneOfTwoKinds() {}

  abstract static class Base {
    final Mtx mtx;
    final SleepQueue queue;
    int items;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      queue = setup.runtime().sleepQueue();
    }

    abstract void wake();

    private void take() {
      mtx.lock();
      while (items == 0) {
        queue.sleep(this, mtx, "item");
      }
      items--;
      wake();
      mtx.unlock();
    }

    @Actor
    void consumer() {
      take();
    }

    @Actor
    void other() {
      take();
    }

    @Actor
    void producer() {
      for (int i = 0; i < 2; i++) {
        mtx.lock();
        while (items == 1) {
          queue.sleep(this, mtx, "place");
        }
        items++;
        wake();
        mtx.unlock();
      }
    }
  }

  @Scenario(
      value = "One wakeup for consumers and producers reaches the wrong one",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void wake() {
      queue.wakeupOne(this);
    }
  }

  @Scenario("A wakeup of all reaches the right one")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void wake() {
      queue.wakeup(this);
    }
  }
}
