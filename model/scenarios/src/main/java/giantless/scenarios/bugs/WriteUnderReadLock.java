package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.RwLock;

/** A cache is filled in by whoever reads, under the read lock (D-82). */
public final class WriteUnderReadLock {
  private WriteUnderReadLock() {}

  abstract static class Base {
    final RwLock rw;
    int cached;

    Base(Setup setup) {
      rw = setup.runtime().rw(SmallLocks.RW);
    }

    abstract void look();

    @Actor
    void one() {
      look();
    }

    @Actor
    void two() {
      look();
    }
  }

  @Scenario(value = "A field written under the read lock", fails = FailureKind.RACE)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void look() {
      rw.rlock();
      cached = 1;
      rw.runlock();
    }
  }

  @Scenario("A field written under the write lock")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void look() {
      rw.rlock();
      boolean hit = cached == 1;
      rw.runlock();
      if (!hit) {
        rw.wlock();
        cached = 1;
        rw.wunlock();
      }
    }
  }
}
