package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * Each thread holds one lock and tries for the other one for ever: no deadlock, and no progress.
 */
public final class SpinningTryLock {
  private SpinningTryLock() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
    }
  }

  @Scenario(
      value = "Two threads that hold on while they try go round for ever",
      fails = FailureKind.LIVELOCK,
      steps = 300)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    private void both(Mtx first, Mtx second) {
      first.lock();
      while (!second.tryLock()) {
        // Holds on to the first.
      }
      second.unlock();
      first.unlock();
    }

    @Actor
    void forth() {
      both(a, b);
    }

    @Actor
    void back() {
      both(b, a);
    }
  }

  @Scenario("A thread that lets go and takes the locks in order gets both")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void forth() {
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
    }

    @Actor
    void back() {
      b.lock();
      if (a.tryLock()) {
        a.unlock();
        b.unlock();
        return;
      }
      b.unlock();
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
    }
  }
}
