package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/** A field says which lock guards it, and one of its users forgets. */
public final class GuardForgotten {
  private GuardForgotten() {}

  abstract static class Base {
    final Mtx mtx;

    @GuardedBy("mtx")
    int n;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void one() {
      mtx.lock();
      n++;
      mtx.unlock();
    }
  }

  @Scenario(value = "A guarded field without its guard", fails = FailureKind.CONTRACT)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      n++;
    }
  }

  @Scenario("A guarded field with its guard")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void two() {
      mtx.lock();
      n++;
      mtx.unlock();
    }
  }
}
