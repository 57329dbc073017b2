package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;

/** An atomic number is read and then written; between the two somebody else wrote. */
public final class LostUpdate {
  private LostUpdate() {}

  abstract static class Base {
    final AtomicInt n;

    Base(Setup setup) {
      n = setup.runtime().atomicInt(0);
    }

    abstract void add();

    @Actor
    void one() {
      add();
    }

    @Actor
    void two() {
      add();
    }

    @Invariant
    boolean both_counted() {
      return n.get() == 2;
    }
  }

  @Scenario(value = "Two atomic steps are not one", fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void add() {
      n.set(n.get() + 1);
    }
  }

  @Scenario("One atomic step, or a try that notices")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void add() {
      int old = n.get();
      if (!n.compareAndSet(old, old + 1)) {
        n.fetchAdd(1);
      }
    }
  }
}
