package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/** What was read before the unlock is used after the lock is taken again (D-09). */
public final class StaleAfterRelock {
  private StaleAfterRelock() {}

  abstract static class Base {
    final Mtx mtx;
    int appended;
    int taken;

    Base(Setup setup) {
      mtx = setup.runtime().mtx(SmallLocks.A);
    }

    @Actor
    void protocol() {
      mtx.lock();
      appended++;
      mtx.unlock();
    }

    final void copyOut() {}

    @Invariant
    boolean nothing_lost() {
      return appended + taken == 3;
    }
  }

  @Scenario(
      value = "A count kept over an unlocked window loses what was appended",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      mtx.lock();
      appended += 2;
      int n = appended;
      mtx.unlock();
      copyOut();
      mtx.lock();
      taken = n;
      appended = 0;
      mtx.unlock();
    }
  }

  @Scenario("A count taken off in the same hold loses nothing")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void reader() {
      mtx.lock();
      appended += 2;
      int n = appended;
      appended -= n;
      mtx.unlock();
      copyOut();
      mtx.lock();
      taken += n;
      mtx.unlock();
    }
  }
}
