package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;

/** A method is entered without the lock that it requires. */
public final class RequiredLockNotHeld {
  private RequiredLockNotHeld() {}

  abstract static class Base {
    final Mtx mtx;

    @GuardedBy("mtx")
    int n;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Requires("mtx")
    final void count() {
      n++;
    }

    @Actor
    void one() {
      mtx.lock();
      count();
      mtx.unlock();
    }
  }

  @Scenario(value = "A method entered without its lock", fails = FailureKind.CONTRACT)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      count();
    }
  }

  @Scenario("A method entered with its lock")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      mtx.lock();
      count();
      mtx.unlock();
    }
  }
}
