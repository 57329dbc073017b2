package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** A mutex that may block is taken with a spin mutex held. */
public final class SpinThenSleepMutex {
  private SpinThenSleepMutex() {}

  abstract static class Base {
    final Mtx spin;
    final Mtx mtx;

    Base(Setup setup) {
      spin = setup.runtime().mtx(SmallLocks.SPIN);
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void other() {
      mtx.lock();
      mtx.unlock();
    }
  }

  @Scenario(value = "A mutex that may block behind a spin mutex", fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void interrupt() {
      spin.lock();
      mtx.lock();
      mtx.unlock();
      spin.unlock();
    }
  }

  @Scenario("A spin mutex behind a mutex that may block")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void interrupt() {
      mtx.lock();
      spin.lock();
      spin.unlock();
      mtx.unlock();
    }
  }
}
