package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** The test and the act are under the lock, each in a hold of its own (D-97). */
public final class TestThenAct {
  private TestThenAct() {}

  abstract static class Base {
    final Mtx mtx;
    int tunnels;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    abstract void create();

    @Actor
    void one() {
      create();
    }

    @Actor
    void two() {
      create();
    }

    @Invariant
    boolean at_most_one() {
      return tunnels == 1;
    }
  }

  @Scenario(
      value = "What was tested is no longer so in the next hold",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void create() {
      mtx.lock();
      boolean free = tunnels == 0;
      mtx.unlock();
      if (free) {
        mtx.lock();
        tunnels++;
        mtx.unlock();
      }
    }
  }

  @Scenario("Test and act in one hold")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void create() {
      mtx.lock();
      if (tunnels == 0) {
        tunnels++;
      }
      mtx.unlock();
    }
  }
}
