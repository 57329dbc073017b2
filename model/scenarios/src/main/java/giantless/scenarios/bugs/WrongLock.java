package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/** Both threads lock, each another lock. */
public final class WrongLock {
  private WrongLock() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
    }

    int n;

    @Actor
    void one() {
      a.lock();
      n++;
      a.unlock();
    }
  }

  @Scenario(value = "A field behind two different locks is behind none", fails = FailureKind.RACE)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      b.lock();
      n++;
      b.unlock();
    }
  }

  @Scenario("A field behind one lock")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      a.lock();
      n++;
      a.unlock();
    }
  }
}
