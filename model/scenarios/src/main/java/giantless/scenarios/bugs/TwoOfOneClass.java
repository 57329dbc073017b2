package giantless.scenarios.bugs;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Mtx;

/**
 * Two objects with a lock each, of one class, are locked in the order of the arguments: move(x, y)
 * against move(y, x).
 */
public final class TwoOfOneClass {
  private TwoOfOneClass() {}

  abstract static class Base {
    final Mtx[] accounts = new Mtx[2];
    final int[] money = {5, 5};

    Base(Setup setup) {
      accounts[0] = setup.runtime().mtx(SmallLocks.MANY);
      accounts[1] = setup.runtime().mtx(SmallLocks.MANY);
    }

    abstract void lockBoth(int from, int to);

    final void move(int from, int to) {
      lockBoth(from, to);
      money[from]--;
      money[to]++;
      accounts[from].unlock();
      accounts[to].unlock();
    }

    @Actor
    void forth() {
      move(0, 1);
    }

    @Actor
    void back() {
      move(1, 0);
    }

    @Invariant
    boolean money_is_kept() {
      return money[0] + money[1] == 10;
    }
  }

  @Scenario(
      value = "Two objects locked in the order of the arguments deadlock",
      fails = FailureKind.DEADLOCK)
  static final class Broken extends Base {
    Broken(Setup setup) {
      super(setup);
    }

    @Override
    void lockBoth(int from, int to) {
      accounts[from].lock();
      accounts[to].lock();
    }
  }

  @Scenario("Two objects locked in the order of their numbers do not")
  static final class Fixed extends Base {
    Fixed(Setup setup) {
      super(setup);
    }

    @Override
    void lockBoth(int from, int to) {
      accounts[Math.min(from, to)].lock();
      accounts[Math.max(from, to)].lock();
    }
  }
}
