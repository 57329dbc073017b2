package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;

/**
 * A thread gives up the outer of two locks first, and then needs it again while it still has the
 * inner one.
 */
public final class UnlockInWrongOrder {
  private UnlockInWrongOrder() {}

  abstract static class Base {
    final Mtx a;
    final Mtx b;

    Base(Setup setup) {
      LockRuntime rt = setup.runtime();
      a = rt.mtx(SmallLocks.A);
      b = rt.mtx(SmallLocks.B);
    }

    @Actor
    void other() {
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
    }
  }

  @Scenario(
      value = "The outer lock given up first and taken again deadlocks",
      fails = FailureKind.DEADLOCK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void one() {
      a.lock();
      b.lock();
      a.unlock();
      a.lock();
      a.unlock();
      b.unlock();
    }
  }

  @Scenario("The inner lock given up before the outer is taken again does not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void one() {
      a.lock();
      b.lock();
      a.unlock();
      b.unlock();
      a.lock();
      a.unlock();
    }
  }
}
