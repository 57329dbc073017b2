package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** The flag is looked at before the lock is taken, to spare the lock. */
public final class DoubleCheckedFlag {
  private DoubleCheckedFlag() {}

  abstract static class Base {
    final Mtx mtx;
    boolean done;
    int value;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    abstract int get();

    final void make() {
      mtx.lock();
      if (!done) {
        value = 7;
        done = true;
      }
      mtx.unlock();
    }

    final void expect() {
      int v = get();
      if (v != 7) {
        throw new AssertionError("not initialized: " + v);
      }
    }

    @Actor
    void one() {
      expect();
    }

    @Actor
    void two() {
      expect();
    }
  }

  @Scenario(value = "A plain flag tested outside the lock orders nothing", fails = FailureKind.RACE)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    int get() {
      if (!done) {
        make();
      }
      return value;
    }
  }

  @Scenario("A flag tested under the lock")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    int get() {
      make();
      mtx.lock();
      int v = value;
      mtx.unlock();
      return v;
    }
  }
}
