package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.Mtx;

/** A mutex is locked by one thread and unlocked by another. */
public final class UnlockByStranger {
  private UnlockByStranger() {}

  abstract static class Base {
    final Mtx mtx;
    final AtomicInt handed;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      handed = setup.runtime().atomicInt(0);
    }
  }

  @Scenario(value = "A mutex unlocked by who does not own it", fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void owner() {
      mtx.lock();
      handed.set(1);
      mtx.unlock();
    }

    @Actor
    void stranger() {
      if (handed.get() == 1) {
        mtx.unlock();
      }
    }
  }

  @Scenario("A mutex unlocked by its owner")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void owner() {
      mtx.lock();
      handed.set(1);
      mtx.unlock();
    }

    @Actor
    void stranger() {
      if (handed.get() == 1) {
        mtx.lock();
        mtx.unlock();
      }
    }
  }
}
