package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.Mtx;

/** The condition is tested before the lock is taken; the signal comes between the two. */
public final class MissedSignal {
  private MissedSignal() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    final AtomicInt ready;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
      ready = setup.runtime().atomicInt(0);
    }

    @Actor
    void waker() {
      mtx.lock();
      ready.set(1);
      cv.signal();
      mtx.unlock();
    }
  }

  @Scenario(
      value = "A condition tested outside its lock loses the wakeup",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      if (ready.get() == 0) {
        mtx.lock();
        cv.await(mtx);
        mtx.unlock();
      }
    }
  }

  @Scenario("A condition tested under its lock does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      mtx.lock();
      while (ready.get() == 0) {
        cv.await(mtx);
      }
      mtx.unlock();
    }
  }
}
