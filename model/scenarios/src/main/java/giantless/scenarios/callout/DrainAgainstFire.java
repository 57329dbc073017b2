package giantless.scenarios.callout;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.explored.ExploredRuntime;

/**
 * Two threads drain a callout that fires, and what its handler uses is taken apart after that: here
 * a mutex, which is destroyed. Whoever drained last does it, without any lock.
 */
@Scenario(value = "After a drain the handler does not run, and both drains return", timers = 1)
final class DrainAgainstFire {
  private final Mtx lock;
  private final Callout callout;
  private final AtomicInt drained;

  DrainAgainstFire(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    lock = rt.mtx(Locks.SOFTC);
    drained = rt.atomicInt(0);
    callout = Callout.mpsafe(rt.callouts());
    callout.reset(1_000_000, this::expire);
  }

  private void expire() {
    lock.lock();
    lock.unlock();
  }

  private void end() {
    callout.drain();
    if (drained.fetchAdd(1) == 1) {
      lock.destroy();
    }
  }

  @Actor
  void one() {
    end();
  }

  @Actor(cpu = 1)
  void two() {
    end();
  }
}
