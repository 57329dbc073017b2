package giantless.races;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.lock.contract.Woven;

/** Two threads and a field without a lock. */
@Woven
@Scenario(value = "A field without a lock", fails = FailureKind.RACE)
public final class RacingScenario {
  int count;

  @Actor
  void one() {
    count++;
  }

  @Actor
  void two() {
    count++;
  }
}
