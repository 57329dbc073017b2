package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/** A handler schedules itself again after it was stopped. */
public final class CalloutRearmed {
  private CalloutRearmed() {}

  abstract static class Base {
    final Mtx mtx;
    final Callout callout;
    boolean closing;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      mtx = rt.mtx(SmallLocks.A);
      callout = Callout.mpsafe(rt.callouts());
    }

    abstract void expire();

    @Actor
    void close() {
      callout.reset(1_000_000, this::expire);
      mtx.lock();
      closing = true;
      mtx.unlock();
      callout.stop();
    }

    @Actor
    void other() {
      mtx.lock();
      mtx.unlock();
    }
  }

  @Scenario(
      value = "A timer that starts itself again outlives its stop",
      fails = FailureKind.LEAK,
      timers = 1)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    private int again = 1;

    @Override
    void expire() {
      mtx.lock();
      boolean go = !closing && again-- > 0;
      mtx.unlock();
      if (go) {
        callout.reset(3_600_000_000_000L, this::expire);
      }
    }
  }

  @Scenario(
      value = "A timer that starts itself again under the lock of the stop does not",
      timers = 1)
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    private int again = 1;

    @Override
    void expire() {
      mtx.lock();
      if (!closing && again-- > 0) {
        callout.reset(3_600_000_000_000L, this::expire);
      }
      mtx.unlock();
    }
  }
}
