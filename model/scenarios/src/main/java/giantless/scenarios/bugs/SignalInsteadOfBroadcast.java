package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.CondVar;
import giantless.lock.Mtx;

/**
 * Two threads sleep on one condition variable for different conditions; a signal wakes the wrong
 * one.
 */
public final class SignalInsteadOfBroadcast {
  private SignalInsteadOfBroadcast() {}

  abstract static class Base {
    final Mtx mtx;
    final CondVar cv;
    boolean readable;
    boolean writable;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
      cv = setup.runtime().cv("ready");
    }

    @Actor
    void reader() {
      mtx.lock();
      while (!readable) {
        cv.await(mtx);
      }
      mtx.unlock();
    }

    @Actor
    void writer() {
      mtx.lock();
      while (!writable) {
        cv.await(mtx);
      }
      mtx.unlock();
    }
  }

  @Scenario(
      value = "One signal for two kinds of sleepers is lost on the wrong one",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void protocol() {
      mtx.lock();
      readable = true;
      writable = true;
      cv.signal();
      mtx.unlock();
    }
  }

  @Scenario("A broadcast wakes both")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void protocol() {
      mtx.lock();
      readable = true;
      writable = true;
      cv.broadcast();
      mtx.unlock();
    }
  }
}
