package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.LeakError;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.RefCount;

/** The error path keeps the reference that it took. */
public final class ReferenceLeaked {
  private ReferenceLeaked() {}

  abstract static class Base {
    final Setup setup;
    final RefCount refs;

    Base(Setup setup) {
      this.setup = setup;
      refs = setup.runtime().refCount(1);
    }

    @Actor
    void other() {
      if (refs.tryAcquire()) {
        refs.release();
      }
    }

    @Invariant
    void all_references_are_back() {
      if (refs.get() != 1) {
        throw new LeakError(refs.get() - 1 + " references are left");
      }
    }
  }

  @Scenario(value = "A reference kept on the error path", fails = FailureKind.LEAK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      refs.acquire();
      if (setup.choose(2, "allocation fails") == 1) {
        return;
      }
      refs.release();
    }
  }

  @Scenario("A reference given back on every path")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void call() {
      refs.acquire();
      setup.choose(2, "allocation fails");
      refs.release();
    }
  }
}
