package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.RwLock;

/**
 * Two readers of one lock both want to become its writer. Neither gives up its read lock, and
 * neither upgrade can succeed.
 */
public final class UpgradeStarvation {
  private UpgradeStarvation() {}

  abstract static class Base {
    final RwLock rw;
    int value;

    Base(Setup setup) {
      rw = setup.runtime().rw(SmallLocks.RW);
    }

    abstract void bump();

    @Actor
    void one() {
      bump();
    }

    @Actor
    void two() {
      bump();
    }

    @Invariant
    boolean both_counted() {
      return value == 2;
    }
  }

  @Scenario(
      value = "Two readers that insist on an upgrade starve each other",
      fails = FailureKind.LIVELOCK,
      steps = 300)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void bump() {
      rw.rlock();
      while (!rw.tryUpgrade()) {
        // The other reader does the same.
      }
      value++;
      rw.wunlock();
    }
  }

  @Scenario("A reader that cannot be upgraded lets go and comes back as a writer")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void bump() {
      rw.rlock();
      if (!rw.tryUpgrade()) {
        rw.runlock();
        rw.wlock();
      }
      value++;
      rw.wunlock();
    }
  }
}
