package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.SxLock;

/** A reader asks for the write lock of the lock that it reads. */
public final class UpgradeDeadlock {
  private UpgradeDeadlock() {}

  abstract static class Base {
    final SxLock sx;
    int value;

    Base(Setup setup) {
      sx = setup.runtime().sx(SmallLocks.SX);
    }

    @Actor
    void reader() {
      sx.slock();
      sx.sunlock();
    }

    @Invariant
    boolean counted() {
      return value == 1;
    }
  }

  @Scenario(
      value = "The shared holder that wants the exclusive lock waits for itself",
      fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      sx.slock();
      sx.xlock();
      value++;
      sx.xunlock();
      sx.sunlock();
    }
  }

  @Scenario("The shared holder that lets go first does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void writer() {
      sx.slock();
      sx.sunlock();
      sx.xlock();
      value++;
      sx.xunlock();
    }
  }
}
