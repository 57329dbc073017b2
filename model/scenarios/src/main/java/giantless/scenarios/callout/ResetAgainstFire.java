package giantless.scenarios.callout;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.explored.ExploredRuntime;

/** Two threads schedule a callout anew, under its mutex, as it fires. */
@Scenario(value = "A callout that was scheduled last is pending, or has run since", timers = 1)
final class ResetAgainstFire {
  private final Mtx lock;
  private final Callout callout;

  @GuardedBy("lock")
  private boolean armed;

  ResetAgainstFire(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    lock = rt.mtx(Locks.SO_RCV);
    callout = setup.background(Callout.withMtx(rt.callouts(), lock));
    reset();
  }

  private void expire() {
    armed = false;
  }

  private void reset() {
    lock.lock();
    callout.reset(1_000_000, this::expire);
    armed = true;
    lock.unlock();
  }

  @Actor
  void one() {
    reset();
  }

  @Actor(cpu = 1)
  void two() {
    reset();
  }

  @Invariant
  boolean pending_if_and_only_if_it_has_not_run() {
    lock.lock();
    boolean right = armed == callout.isPending();
    lock.unlock();
    return right;
  }
}
