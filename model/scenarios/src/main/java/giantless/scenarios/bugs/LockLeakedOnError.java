package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** The error path returns without the unlock. */
public final class LockLeakedOnError {
  private LockLeakedOnError() {}

  abstract static class Base {
    final Setup setup;
    final Mtx mtx;

    Base(Setup setup) {
      this.setup = setup;
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void other() {
      mtx.tryLock();
      if (mtx.isHeld()) {
        mtx.unlock();
      }
    }
  }

  @Scenario(value = "A lock is left behind on the error path", fails = FailureKind.LEAK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      mtx.lock();
      if (setup.choose(2, "allocation fails") == 1) {
        return;
      }
      mtx.unlock();
    }
  }

  @Scenario("The error path unlocks too")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      mtx.lock();
      boolean failed = setup.choose(2, "allocation fails") == 1;
      mtx.unlock();
      if (failed) {
        return;
      }
      mtx.lock();
      mtx.unlock();
    }
  }
}
