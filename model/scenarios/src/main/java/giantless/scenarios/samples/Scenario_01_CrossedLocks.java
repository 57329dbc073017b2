package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;

/**
 * The shape of a scenario: a sentence, a set-up, actors. Two threads take two locks; if each takes
 * first what the other takes second, there is a schedule in which both wait for ever.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: deadlock: 2 threads wait for each other
 *
 *       back                    forth
 *       ----------------------  -----------------------
 *    1  lock so_rcv  (back:56)
 *    2                          lock so_snd  (forth:48)
 *   =>  waits: lock so_snd      waits: lock so_rcv
 *       (back:57)               (forth:49)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 16 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_01_CrossedLocks {
  private Scenario_01_CrossedLocks() {}

  @Scenario(value = "Two locks taken in opposite orders deadlock", fails = FailureKind.DEADLOCK)
  static final class Broken {
    private final Mtx snd;
    private final Mtx rcv;

    Broken(Setup setup) {
      snd = setup.runtime().mtx(Locks.SO_SND);
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void forth() {
      snd.lock();
      rcv.lock();
      rcv.unlock();
      snd.unlock();
    }

    @Actor
    void back() {
      rcv.lock();
      snd.lock();
      snd.unlock();
      rcv.unlock();
    }
  }

  @Scenario("Two locks always taken in the same order do not")
  static final class Fixed {
    private final Mtx snd;
    private final Mtx rcv;

    Fixed(Setup setup) {
      snd = setup.runtime().mtx(Locks.SO_SND);
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void forth() {
      snd.lock();
      rcv.lock();
      rcv.unlock();
      snd.unlock();
    }

    @Actor
    void back() {
      snd.lock();
      rcv.lock();
      rcv.unlock();
      snd.unlock();
    }
  }
}
