package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.Mtx;

/** A thread spins on a flag with the lock held that the setter of the flag needs. */
public final class SpinUnderLock {
  private SpinUnderLock() {}

  abstract static class Base {
    final Mtx mtx;
    final AtomicInt flag;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      flag = setup.runtime().atomicInt(0);
    }

    @Actor
    void setter() {
      mtx.lock();
      flag.set(1);
      mtx.unlock();
    }
  }

  @Scenario(
      value = "Who spins with the lock held sees the flag never set",
      fails = FailureKind.LIVELOCK,
      steps = 300)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void spinner() {
      mtx.lock();
      while (flag.get() == 0) {
        // The setter waits for the mutex.
      }
      mtx.unlock();
    }
  }

  @Scenario("Who looks once and comes back later does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void spinner() {
      mtx.lock();
      int seen = flag.get();
      mtx.unlock();
      if (seen == 0) {
        mtx.lock();
        mtx.unlock();
      }
    }
  }
}
