package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/** A thread sleeps on one mutex with another one held. The sleep gives up its interlock alone. */
public final class SleepWithMutex {
  private SleepWithMutex() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;
    final CondVar cv;
    boolean ready;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
      cv = rt.cv("ready");
    }

    @Actor
    void waker() {
      b.lock();
      ready = true;
      cv.signal();
      b.unlock();
    }

    final void sleep() {
      b.lock();
      while (!ready) {
        cv.await(b);
      }
      b.unlock();
    }
  }

  @Scenario(
      value = "A sleep with another mutex held is caught on the schedule that sleeps",
      fails = FailureKind.WITNESS)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      a.lock();
      sleep();
      a.unlock();
    }
  }

  @Scenario("A sleep with its interlock alone is fine")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      a.lock();
      a.unlock();
      sleep();
    }
  }
}
