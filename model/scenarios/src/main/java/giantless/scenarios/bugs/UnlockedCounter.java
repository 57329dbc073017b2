package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** Two threads count in a plain field. */
public final class UnlockedCounter {
  private UnlockedCounter() {}

  abstract static class Base {
    final Mtx mtx;
    int n;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    abstract void count();

    @Actor
    void one() {
      count();
    }

    @Actor
    void two() {
      count();
    }
  }

  @Scenario(value = "A counter without a lock is a race", fails = FailureKind.RACE)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void count() {
      n++;
    }
  }

  @Scenario("A counter under a lock is exact")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void count() {
      mtx.lock();
      n++;
      mtx.unlock();
    }

    @Invariant
    boolean exact() {
      return n == 2;
    }
  }
}
