package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.SxLock;

/**
 * A thread sleeps on the inner lock, which the sleep releases, and keeps the outer one, which its
 * waker needs.
 */
public final class NestedMonitor {
  private NestedMonitor() {}

  abstract static class Base {
    final SxLock outer;
    final Mtx inner;
    final CondVar cv;
    boolean ready;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      outer = rt.sx(SmallLocks.SX);
      inner = rt.mtx(SmallLocks.A);
      cv = rt.cv("ready");
    }

    @Actor
    void waker() {
      outer.slock();
      inner.lock();
      ready = true;
      cv.signal();
      inner.unlock();
      outer.sunlock();
    }
  }

  @Scenario(
      value = "A sleeper keeps the lock that its waker needs",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      outer.xlock();
      inner.lock();
      while (!ready) {
        cv.await(inner);
      }
      inner.unlock();
      outer.xunlock();
    }
  }

  @Scenario("A sleeper lets the outer lock go before it sleeps")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sleeper() {
      outer.xlock();
      outer.xunlock();
      inner.lock();
      while (!ready) {
        cv.await(inner);
      }
      inner.unlock();
    }
  }
}
