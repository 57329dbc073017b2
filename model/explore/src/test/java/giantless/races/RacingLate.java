package giantless.races;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Woven;

/** Set-up touches a field, and the actors race for it if the second of them comes first. */
@Woven
@Scenario(value = "A race of a later execution", fails = FailureKind.RACE)
public final class RacingLate {
  private final Mtx lock;
  private boolean second;
  int count;

  RacingLate(Setup setup) {
    lock = setup.runtime().mtx(Locks.SO_RCV);
    count = 1;
  }

  @Actor
  void one() {
    lock.lock();
    boolean alone = !second;
    lock.unlock();
    if (!alone) {
      count++;
    }
  }

  @Actor
  void two() {
    lock.lock();
    second = true;
    lock.unlock();
    lock.lock();
    count++;
    lock.unlock();
  }
}
