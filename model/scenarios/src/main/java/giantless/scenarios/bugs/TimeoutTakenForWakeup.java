package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;

/** A timed sleep ends, and the caller goes on as if it had been woken. */
public final class TimeoutTakenForWakeup {
  private TimeoutTakenForWakeup() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    boolean ready;
    boolean gaveUp;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
    }

    @Actor
    void waker() {
      mtx.lock();
      ready = true;
      cv.signal();
      mtx.unlock();
    }
  }

  @Scenario(
      value = "The end of a timed sleep is taken for the event",
      fails = FailureKind.ASSERTION,
      timers = 1)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      mtx.lock();
      if (!ready) {
        cv.timedAwait(mtx, 1_000_000);
        if (!ready) {
          throw new AssertionError("went on without the event");
        }
      }
      mtx.unlock();
    }
  }

  @Scenario(value = "A timed sleep that looks at the condition gives up", timers = 1)
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      mtx.lock();
      while (!ready && !gaveUp) {
        gaveUp = cv.timedAwait(mtx, 1_000_000) == WaitResult.TIMED_OUT;
      }
      mtx.unlock();
    }
  }
}
