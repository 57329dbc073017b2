package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * Two locks are taken in both orders, but only under a third one. No schedule deadlocks today; it
 * takes one caller without the gate.
 */
public final class GateLock {
  private GateLock() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;
    final Mtx gate;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
      gate = rt.mtx(SmallLocks.GATE);
    }

    final void gated(Mtx first, Mtx second) {
      gate.lock();
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
      gate.unlock();
    }

    @Actor
    void forth() {
      gated(a, b);
    }
  }

  @Scenario(
      value = "Opposite orders under a gate lock are a reversal though nothing deadlocks",
      fails = FailureKind.ORDER_REVERSAL)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void back() {
      gated(b, a);
    }
  }

  @Scenario("One order under a gate lock is fine")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void back() {
      gated(a, b);
    }
  }
}
