package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;

/**
 * Choices: {@link Setup#choose} asks the search, which tries every answer: an allocation fails, a
 * packet is lost. Here the error path returns with the lock held, which is a leak wherever the
 * thread ends.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: leak: locks held where none may be: return of thread sends
 *
 *       sends
 *       ---------------------------------------
 *    1  lock so_snd  (sends:64)
 *    2  choose no memory = 1  (Setup.choose:80)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 5 executions of at most 15 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_06_Choice {
  private Scenario_06_Choice() {}

  /** Allocates under a lock. */
  abstract static class Sender {
    final Setup setup;
    final Mtx lock;

    Sender(Setup setup) {
      this.setup = setup;
      lock = setup.runtime().mtx(Locks.SO_SND);
    }

    boolean allocates() {
      return setup.choose(2, "no memory") == 0;
    }

    @Actor
    void looks() {
      lock.lock();
      lock.unlock();
    }
  }

  @Scenario(value = "An error path forgets the lock", fails = FailureKind.LEAK)
  static final class Broken extends Sender {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void sends() {
      lock.lock();
      if (!allocates()) {
        return;
      }
      lock.unlock();
    }
  }

  @Scenario("Every path releases the lock")
  static final class Fixed extends Sender {
    Fixed(Setup setup) {
      super(setup);
    }

    @Actor
    void sends() {
      lock.lock();
      boolean sent = allocates();
      lock.unlock();
      if (!sent) {
        looks();
      }
    }
  }
}
