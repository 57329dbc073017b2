package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.RefCount;

/** A lookup takes a reference of an object whose last one was just given up. */
public final class RefcountResurrection {
  private RefcountResurrection() {}

  abstract static class Base {
    final RefCount refs;

    Base(Setup setup) {
      refs = setup.runtime().refCount(1);
    }

    @Actor
    void close() {
      refs.release();
    }
  }

  @Scenario(value = "A count is raised from 0", fails = FailureKind.PANIC)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void lookup() {
      refs.acquire();
      refs.release();
    }
  }

  @Scenario("A lookup that fails on a count of 0")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void lookup() {
      if (refs.tryAcquire()) {
        refs.release();
      }
    }
  }
}
