package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/**
 * Three philosophers and three forks. The forks are locks of one class, of which a thread may hold
 * two: Witness sees no order between them, the search does.
 */
public final class Philosophers {
  private Philosophers() {}

  abstract static class Base {
    final Mtx[] forks = new Mtx[3];

    Base(Setup setup) {
      for (int i = 0; i < forks.length; i++) {
        forks[i] = setup.runtime().mtx(SmallLocks.MANY);
      }
    }

    final void eat(int first, int second) {
      forks[first].lock();
      forks[second].lock();
      forks[second].unlock();
      forks[first].unlock();
    }

    @Actor
    void first() {
      eat(0, 1);
    }

    @Actor
    void second() {
      eat(1, 2);
    }
  }

  @Scenario(
      value = "Philosophers who all take the left fork first starve",
      fails = FailureKind.DEADLOCK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void third() {
      eat(2, 0);
    }
  }

  @Scenario("Philosophers of whom the last takes the right fork first eat")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void third() {
      eat(0, 2);
    }
  }
}
