package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;

/** Sleep and wakeup agree on nothing but the address that they name; here on two. */
public final class WrongChannel {
  private WrongChannel() {}

  abstract static class Base {
    final Mtx mtx;
    final SleepQueue queue;
    final Object space = new Object();
    final Object data = new Object();
    boolean ready;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      queue = setup.runtime().sleepQueue();
    }

    @Actor
    void sleeper() {
      mtx.lock();
      while (!ready) {
        queue.sleep(data, mtx, "data");
      }
      mtx.unlock();
    }
  }

  @Scenario(value = "A wakeup on another channel wakes nobody", fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void waker() {
      mtx.lock();
      ready = true;
      queue.wakeup(space);
      mtx.unlock();
    }
  }

  @Scenario("A wakeup on the channel of the sleep does")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void waker() {
      mtx.lock();
      ready = true;
      queue.wakeup(data);
      mtx.unlock();
    }
  }
}
