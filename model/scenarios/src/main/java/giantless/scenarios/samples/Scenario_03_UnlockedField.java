package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;

/**
 * Races: two accesses to a field that nothing orders fail, whatever values they see, and need no
 * invariant. With {@code @GuardedBy} on the field even one thread without the lock fails, as a
 * broken contract.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: race: race on Broken.packets of Broken#1
 *
 * (No operation on a lock or the like came before.)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 12 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_03_UnlockedField {
  private Scenario_03_UnlockedField() {}

  @Scenario(value = "A counter without a lock is raced for", fails = FailureKind.RACE)
  static final class Broken {
    int packets;

    @Actor
    void input() {
      packets++;
    }

    @Actor
    void output() {
      packets++;
    }
  }

  @Scenario("A counter under a lock is not")
  static final class Fixed {
    private final Mtx lock;

    @GuardedBy("lock")
    int packets;

    Fixed(Setup setup) {
      lock = setup.runtime().mtx(Locks.SO_RCV);
    }

    private void count() {
      lock.lock();
      packets++;
      lock.unlock();
    }

    @Actor
    void input() {
      count();
    }

    @Actor
    void output() {
      count();
    }
  }
}
