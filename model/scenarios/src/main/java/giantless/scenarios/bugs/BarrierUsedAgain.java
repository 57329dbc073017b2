package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Mtx;

/**
 * A barrier counts arrivals. Who is slow to leave the first round still tests the count when the
 * second has begun.
 */
public final class BarrierUsedAgain {
  private BarrierUsedAgain() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    int arrived;
    int round;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
    }

    abstract void meet();

    @Actor
    void one() {
      meet();
      meet();
    }

    @Actor
    void two() {
      meet();
      meet();
    }
  }

  @Scenario(
      value = "A barrier without rounds loses who is slow to leave",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void meet() {
      mtx.lock();
      arrived++;
      if (arrived == 2) {
        arrived = 0;
        cv.broadcast();
      } else {
        while (arrived != 0) {
          cv.await(mtx);
        }
      }
      mtx.unlock();
    }
  }

  @Scenario("A barrier that counts its rounds does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void meet() {
      mtx.lock();
      int mine = round;
      arrived++;
      if (arrived == 2) {
        arrived = 0;
        round++;
        cv.broadcast();
      } else {
        while (round == mine) {
          cv.await(mtx);
        }
      }
      mtx.unlock();
    }
  }
}
