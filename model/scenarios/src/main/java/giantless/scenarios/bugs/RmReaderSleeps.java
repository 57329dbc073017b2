package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.RmLock;

/** A reader of a read-mostly lock sleeps, and the writer waits for the sleeper (D-92). */
public final class RmReaderSleeps {
  private RmReaderSleeps() {}

  abstract static class Base {
    final RmLock rm;
    final Mtx mtx;
    final CondVar cv;
    boolean done;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      rm = rt.rm(SmallLocks.RM);
      mtx = rt.mtx(SmallLocks.A);
      cv = rt.cv("ioctl");
    }

    @Actor
    void driver() {
      mtx.lock();
      done = true;
      cv.signal();
      mtx.unlock();
    }

    final void ioctl() {
      mtx.lock();
      while (!done) {
        cv.await(mtx);
      }
      mtx.unlock();
    }
  }

  @Scenario(value = "A sleep inside a read-mostly lock is caught", fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      RmLock.Tracker t = rm.rlock();
      ioctl();
      rm.runlock(t);
    }
  }

  @Scenario("A sleep after the read-mostly lock is let go is fine")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      RmLock.Tracker t = rm.rlock();
      rm.runlock(t);
      ioctl();
    }
  }
}
