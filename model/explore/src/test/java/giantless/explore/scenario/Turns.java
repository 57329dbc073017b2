package giantless.explore.scenario;

import giantless.lock.Locks;
import giantless.lock.Mtx;

/** Three actors that take the same lock twice each: 6! / (2! 2! 2!) = 90 classes of executions. */
abstract class Turns {
  static final int CLASSES = 90;

  private final Mtx lock;
  String order = "";

  Turns(Setup setup) {
    lock = setup.runtime().mtx(Locks.SO_RCV);
  }

  private void twice(String who) {
    for (int i = 0; i < 2; i++) {
      lock.lock();
      order += who;
      lock.unlock();
    }
  }

  @Actor
  void one() {
    twice("1");
  }

  @Actor
  void two() {
    twice("2");
  }

  @Actor
  void three() {
    twice("3");
  }

  @Scenario("Nobody's turn is lost")
  static final class Good extends Turns {
    Good(Setup setup) {
      super(setup);
    }

    @Invariant
    boolean all_had_their_turns() {
      return order.length() == 6;
    }
  }

  /** The one order that is wrong is one of the last that a search comes to. */
  @Scenario(value = "The last does not come first", fails = FailureKind.ASSERTION)
  static final class Broken extends Turns {
    Broken(Setup setup) {
      super(setup);
    }

    @Invariant
    boolean the_last_is_not_first() {
      return !order.equals("331122");
    }
  }
}
