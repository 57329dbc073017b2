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

/**
 * A callout bound to a mutex, callout_init_mtx(9): softclock has chosen it and waits for the mutex
 * as the owner stops it. Softclock looks again once it has the mutex.
 */
@Scenario(value = "A callout that was stopped under its mutex does not run any more", timers = 1)
final class StopAgainstFire {
  private final Mtx lock;
  private final Callout callout;

  @GuardedBy("lock")
  private boolean freed;

  @GuardedBy("lock")
  private int ran;

  @GuardedBy("lock")
  private boolean stopped;

  StopAgainstFire(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    lock = rt.mtx(Locks.SO_RCV);
    callout = Callout.withMtx(rt.callouts(), lock);
    callout.reset(1_000_000, this::expire);
  }

  private void expire() {
    if (freed) {
      throw new AssertionError("ran on what is freed");
    }
    ran++;
  }

  @Actor
  void stop() {
    lock.lock();
    stopped = callout.stop();
    freed = true;
    lock.unlock();
  }

  @Actor(cpu = 1)
  void use() {
    lock.lock();
    lock.unlock();
  }

  @Invariant
  boolean ran_if_it_was_not_stopped() {
    lock.lock();
    boolean right = ran == (stopped ? 0 : 1);
    lock.unlock();
    return right;
  }
}
