package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.LockRuntime;
import giantless.lock.RefCount;

/** Both the timer and the close give up the reference that the timer had. */
public final class ReleasedTwice {
  private ReleasedTwice() {}

  abstract static class Base {
    final RefCount refs;
    final Callout callout;
    final LockRuntime rt;

    Base(Setup setup) {
      rt = setup.runtime();
      refs = rt.refCount(2);
      callout = Callout.mpsafe(rt.callouts());
    }

    final void start() {
      callout.reset(1_000_000, refs::release);
    }

    @Actor
    void other() {
      refs.get();
    }
  }

  @Scenario(
      value = "The reference of a timer is given up twice",
      fails = FailureKind.PANIC,
      timers = 1)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      start();
      callout.stop();
      refs.release();
      refs.release();
    }
  }

  @Scenario(
      value = "The reference is given up by the close if the stop won, else by the timer",
      timers = 1)
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      start();
      if (callout.stop()) {
        refs.release();
      }
      refs.release();
    }
  }
}
