package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.RmLock;
import giantless.lock.SxLock;

/**
 * A reader of a sleepable read-mostly lock waits for an sx lock, whose owner may sleep: an ioctl of
 * the parent from inside the trunk's lock (D-91). Only the writer may do that.
 */
public final class SleepableRmReaderWaits {
  private SleepableRmReaderWaits() {}

  abstract static class Base {
    final RmLock rm;
    final SxLock sx;
    int ioctls;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      rm = rt.rm(SmallLocks.SLEEPABLE_RM);
      sx = rt.sx(SmallLocks.SX);
    }

    @Actor
    void writer() {
      rm.wlock();
      sx.xlock();
      ioctls++;
      sx.xunlock();
      rm.wunlock();
    }
  }

  @Scenario(
      value = "A wait of a reader inside a sleepable read-mostly lock is caught",
      fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      RmLock.Tracker t = rm.rlock();
      sx.xlock();
      ioctls++;
      sx.xunlock();
      rm.runlock(t);
    }
  }

  @Scenario("A reader that only tries, and a writer that waits, are fine")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      RmLock.Tracker t = rm.rlock();
      if (sx.tryXlock()) {
        ioctls++;
        sx.xunlock();
      }
      rm.runlock(t);
    }
  }
}
