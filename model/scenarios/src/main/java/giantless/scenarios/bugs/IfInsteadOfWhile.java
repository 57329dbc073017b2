package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Mtx;

/** A thread that was woken takes the item without looking again; somebody else was faster. */
public final class IfInsteadOfWhile {
  private IfInsteadOfWhile() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    int items;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
    }

    abstract void take();

    @Actor
    void one() {
      take();
    }

    @Actor
    void two() {
      take();
    }

    @Actor
    void producer() {
      for (int i = 0; i < 2; i++) {
        mtx.lock();
        items++;
        cv.broadcast();
        mtx.unlock();
      }
    }

    @Invariant
    boolean nothing_taken_twice() {
      return items == 0;
    }
  }

  @Scenario(
      value = "A woken thread that does not look again takes what is gone",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void take() {
      mtx.lock();
      if (items == 0) {
        cv.await(mtx);
      }
      if (items == 0) {
        throw new AssertionError("woken, and nothing is there");
      }
      items--;
      mtx.unlock();
    }
  }

  @Scenario("A woken thread that looks again sleeps again")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void take() {
      mtx.lock();
      while (items == 0) {
        cv.await(mtx);
      }
      items--;
      mtx.unlock();
    }
  }
}
