package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** Two fields belong together and are changed in two holds. */
public final class TornPair {
  private TornPair() {}

  abstract static class Base {
    final Mtx mtx;
    int left = 5;
    int right = 5;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void reader() {
      mtx.lock();
      int sum = left + right;
      mtx.unlock();
      if (sum != 10) {
        throw new AssertionError("sum is " + sum);
      }
    }
  }

  @Scenario(
      value = "A reader between two holds sees half of the change",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      mtx.lock();
      left--;
      mtx.unlock();
      mtx.lock();
      right++;
      mtx.unlock();
    }
  }

  @Scenario("A change in one hold is seen whole or not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      mtx.lock();
      left--;
      right++;
      mtx.unlock();
    }
  }
}
