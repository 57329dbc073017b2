package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * The reversed order stands behind a failed allocation, which no test on a healthy machine sees;
 * the search tries the failure too.
 */
public final class FailedAllocation {
  private FailedAllocation() {}

  abstract static class Base {
    final Setup setup;
    final Mtx a;
    final Mtx b;

    Base(Setup setup) {
      this.setup = setup;
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
    }

    @Actor
    void ordinary() {
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
    }

    final boolean allocationFails() {
      return setup.choose(2, "allocation fails") == 1;
    }
  }

  @Scenario(
      value = "A deadlock that only a failed allocation reaches",
      fails = FailureKind.DEADLOCK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void allocate() {
      b.lock();
      if (allocationFails()) {
        a.lock();
        a.unlock();
      }
      b.unlock();
    }
  }

  @Scenario("The failed allocation handled in the order of the locks")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void allocate() {
      b.lock();
      boolean failed = allocationFails();
      b.unlock();
      if (failed) {
        a.lock();
        a.unlock();
      }
    }
  }
}
