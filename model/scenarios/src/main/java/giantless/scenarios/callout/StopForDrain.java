package giantless.scenarios.callout;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.explored.ExploredRuntime;

/** The wrong way: {@code stop} stands where {@link DrainAgainstFire} drains. */
@Scenario(
    value = "A mutex that is destroyed after a stop is still wanted by the handler",
    fails = FailureKind.PANIC,
    timers = 1)
final class StopForDrain {
  private final Mtx lock;
  private final Callout callout;

  StopForDrain(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    lock = rt.mtx(Locks.SOFTC);
    callout = Callout.mpsafe(rt.callouts());
    callout.reset(1_000_000, this::expire);
  }

  private void expire() {
    lock.lock();
    lock.unlock();
  }

  @Actor
  void end() {
    callout.stop();
    lock.destroy();
  }

  @Actor(cpu = 1)
  void look() {
    callout.isPending();
  }
}
