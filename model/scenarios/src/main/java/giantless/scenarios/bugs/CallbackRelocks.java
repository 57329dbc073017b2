package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/**
 * An upcall is made with the lock held, and takes that lock; sowakeup therefore unlocks before it
 * calls.
 */
public final class CallbackRelocks {
  private CallbackRelocks() {}

  abstract static class Base {
    final Mtx mtx;
    int calls;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    final void upcall() {
      mtx.lock();
      calls++;
      mtx.unlock();
    }

    @Actor
    void reader() {
      mtx.lock();
      calls++;
      mtx.unlock();
    }

    @Invariant
    boolean both_called() {
      return calls == 2;
    }
  }

  @Scenario(value = "An upcall under the lock recurses on it", fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void wakeup() {
      mtx.lock();
      upcall();
      mtx.unlock();
    }
  }

  @Scenario("An upcall after the unlock does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void wakeup() {
      mtx.lock();
      mtx.unlock();
      upcall();
    }
  }
}
