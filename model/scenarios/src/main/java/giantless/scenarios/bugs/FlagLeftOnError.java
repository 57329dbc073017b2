package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.SleepQueue;

/**
 * A flag lock in the manner of sblock: SB_LOCK is set, an error ends the call, and nobody clears
 * it.
 */
public final class FlagLeftOnError {
  private FlagLeftOnError() {}

  abstract static class Base {
    final Setup setup;
    final Mtx mtx;
    final SleepQueue queue;
    boolean locked;
    boolean wanted;

    Base(Setup setup) {
      this.setup = setup;
      mtx = setup.runtime().mtx(SmallLocks.A);
      queue = setup.runtime().sleepQueue();
    }

    final void sblock() {
      mtx.lock();
      while (locked) {
        wanted = true;
        queue.sleep(this, mtx, "sblock");
      }
      locked = true;
      mtx.unlock();
    }

    final void sbunlock() {
      mtx.lock();
      locked = false;
      if (wanted) {
        wanted = false;
        queue.wakeup(this);
      }
      mtx.unlock();
    }

    @Actor
    void other() {
      sblock();
      sbunlock();
    }
  }

  @Scenario(
      value = "A flag lock left set on the error path hangs the next one",
      fails = FailureKind.LOST_WAKEUP)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      sblock();
      if (setup.choose(2, "copyin fails") == 1) {
        return;
      }
      sbunlock();
    }
  }

  @Scenario("A flag lock cleared on every path")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      sblock();
      setup.choose(2, "copyin fails");
      sbunlock();
    }
  }
}
