package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;
import giantless.lock.RefCount;

/** The last reference is given up, and the object is taken off the list after it (C.3). */
public final class ListedAfterFree {
  private ListedAfterFree() {}

  abstract static class Base {
    final Mtx list;
    final RefCount refs;
    boolean listed = true;
    boolean freed;

    Base(Setup setup) {
      list = setup.runtime().mtx(SmallLocks.A);
      refs = setup.runtime().refCount(1);
    }

    @Actor
    void lookup() {
      list.lock();
      if (listed && freed) {
        throw new AssertionError("found what is freed");
      }
      list.unlock();
    }
  }

  @Scenario(
      value = "An object is found on the list when it is freed",
      fails = FailureKind.ASSERTION)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      if (refs.release()) {
        list.lock();
        freed = true;
        list.unlock();
        list.lock();
        listed = false;
        list.unlock();
      }
    }
  }

  @Scenario("An object leaves the list first")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void close() {
      list.lock();
      listed = false;
      list.unlock();
      if (refs.release()) {
        list.lock();
        freed = true;
        list.unlock();
      }
    }
  }
}
