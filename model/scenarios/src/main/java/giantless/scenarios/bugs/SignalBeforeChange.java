package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Mtx;

/** The waker signals first and changes the state after. */
public final class SignalBeforeChange {
  private SignalBeforeChange() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    boolean ready;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
    }

    @Actor
    void sleeper() {
      mtx.lock();
      while (!ready) {
        cv.await(mtx);
      }
      mtx.unlock();
    }
  }

  @Scenario(
      value = "A signal before the change wakes nobody who then sees it",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void waker() {
      cv.signal();
      mtx.lock();
      ready = true;
      mtx.unlock();
    }
  }

  @Scenario("A signal after the change does")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void waker() {
      mtx.lock();
      ready = true;
      mtx.unlock();
      cv.signal();
    }
  }
}
