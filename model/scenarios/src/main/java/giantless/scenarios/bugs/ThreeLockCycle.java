package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/** Three threads, each of which takes two of three locks; no two of them cross, all three do. */
public final class ThreeLockCycle {
  private ThreeLockCycle() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;
    final Mtx c;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
      c = rt.mtx(SmallLocks.C);
    }

    static void both(Mtx first, Mtx second) {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }

    @Actor
    void one() {
      both(a, b);
    }

    @Actor
    void two() {
      both(b, c);
    }
  }

  @Scenario(
      value = "Three locks in a ring deadlock, though no two threads cross",
      fails = FailureKind.DEADLOCK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void three() {
      both(c, a);
    }
  }

  @Scenario("Where the third thread keeps the order there is no ring")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void three() {
      both(a, c);
    }
  }
}
