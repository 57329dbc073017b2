package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/** For Witness, which sees it at the end of the thread. */
@Scenario(
    value = "A thread ends with a lock held if it was the second to come",
    fails = FailureKind.LEAK)
final class KeepsALock {
  private final Mtx lock;

  @GuardedBy("lock")
  private int count;

  KeepsALock(Setup setup) {
    lock = setup.runtime().mtx(Locks.SO_RCV);
  }

  @Actor
  void returns_it() {
    lock.lock();
    count++;
    lock.unlock();
  }

  @Actor(cpu = 1)
  void may_keep_it() {
    lock.lock();
    if (++count < 2) {
      lock.unlock();
    }
  }
}
