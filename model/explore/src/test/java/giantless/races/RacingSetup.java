package giantless.races;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Priority;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;

/** Set-up and a thread that it has started touch one field. */
@Woven
@Scenario("A race of set-up")
public final class RacingSetup {
  int count;

  RacingSetup(Setup setup) {
    ExploredRuntime rt = setup.runtime();
    rt.spawn("other", Priority.KTHREAD, 0, () -> count++);
    count++;
    rt.yieldCpu();
  }

  @Actor
  void one() {}

  @Actor
  void two() {}
}
