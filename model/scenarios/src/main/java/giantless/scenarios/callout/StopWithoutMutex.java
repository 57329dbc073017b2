package giantless.scenarios.callout;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.lock.explored.ExploredRuntime;

/**
 * The wrong way: the callout is bound to no mutex and {@code stop} is taken for the end of it
 * (locking reference, C.10). Softclock has chosen it already, and runs it on what is freed.
 */
@Scenario(
    value = "A callout that is stopped but not drained may run on what is freed",
    fails = FailureKind.ASSERTION,
    timers = 1)
final class StopWithoutMutex {
  private final Mtx lock;
  private final Callout callout;

  @GuardedBy("lock")
  private boolean freed;

  StopWithoutMutex(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    lock = rt.mtx(Locks.SO_RCV);
    callout = Callout.mpsafe(rt.callouts());
    callout.reset(1_000_000, this::expire);
  }

  private void expire() {
    lock.lock();
    boolean gone = freed;
    lock.unlock();
    if (gone) {
      throw new AssertionError("ran on what is freed");
    }
  }

  @Actor
  void stop() {
    callout.stop();
    lock.lock();
    freed = true;
    lock.unlock();
  }

  @Actor(cpu = 1)
  void use() {
    lock.lock();
    lock.unlock();
  }
}
