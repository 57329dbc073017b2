package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Giant;
import giantless.lock.Mtx;

/** Giant goes before every mutex; here a mutex is held when Giant is taken. */
public final class MutexBeforeGiant {
  private MutexBeforeGiant() {}

  abstract static class Base {
    final Giant giant;
    final Mtx mtx;

    Base(Setup setup) {
      giant = setup.runtime().giant();
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void old() {
      giant.lock();
      mtx.lock();
      mtx.unlock();
      giant.unlock();
    }
  }

  @Scenario(
      value = "Giant taken behind a mutex is caught wherever it happens",
      fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void young() {
      mtx.lock();
      giant.lock();
      giant.unlock();
      mtx.unlock();
    }
  }

  @Scenario("Giant taken first")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void young() {
      giant.lock();
      mtx.lock();
      mtx.unlock();
      giant.unlock();
    }
  }
}
