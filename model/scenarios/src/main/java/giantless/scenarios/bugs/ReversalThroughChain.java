package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * The order a, b, c is learnt in two steps, and then c is held while a is taken, all under a gate:
 * a reversal that no pair of code paths shows.
 */
public final class ReversalThroughChain {
  private ReversalThroughChain() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;
    final Mtx c;
    final Mtx gate;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
      c = rt.mtx(SmallLocks.C);
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
      gated(b, c);
    }
  }

  @Scenario(
      value = "An order is reversed through a lock in the middle",
      fails = FailureKind.ORDER_REVERSAL)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void back() {
      gated(c, a);
    }
  }

  @Scenario("The chain kept in its direction is an order")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void back() {
      gated(a, c);
    }
  }
}
