package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.Callout;
import giantless.lock.LockRuntime;

/**
 * A callout without a lock is stopped, and its object freed; softclock had chosen it already
 * (C.10).
 */
public final class CalloutAfterFree {
  private CalloutAfterFree() {}

  abstract static class Base {
    final Callout callout;
    final AtomicInt freed;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      callout = Callout.mpsafe(rt.callouts());
      freed = rt.atomicInt(0);
    }

    final void start() {
      callout.reset(1_000_000, this::expire);
    }

    private void expire() {
      if (freed.get() == 1) {
        throw new AssertionError("the timer touches what is freed");
      }
    }

    @Actor
    void other() {
      freed.get();
    }
  }

  @Scenario(
      value = "A stop does not wait for a handler that runs",
      fails = FailureKind.ASSERTION,
      timers = 1)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      start();
      callout.stop();
      freed.set(1);
    }
  }

  @Scenario(value = "A drain does", timers = 1)
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      start();
      callout.drain();
      freed.set(1);
    }
  }
}
