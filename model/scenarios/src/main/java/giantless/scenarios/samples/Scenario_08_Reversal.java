package giantless.scenarios.samples;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;

/**
 * Order: two locks in both orders are wrong even where a third one, the gate, keeps them from
 * deadlocking, as the next caller comes without it. Witness watches over the whole search, so the
 * two orders need not meet in one execution.
 *
 * <p>Broken:
 *
 * <pre>
 * FAILED: lock order reversal: so_snd is taken with so_rcv held
 *
 *       back
 *       ---------------------------------------------------
 *    1  lock accept  (Scenario_08_Reversal$Three.inGate:48)
 *    2  lock so_rcv  (Scenario_08_Reversal$Three.inGate:49)
 * </pre>
 *
 * <p>Fixed:
 *
 * <pre>
 * PROVED-WITHIN-BOUNDS: all schedules: 2 executions of at most 18 steps (dpor, time passes when no thread can go on)
 * </pre>
 */
public final class Scenario_08_Reversal {
  private Scenario_08_Reversal() {}

  /** Three locks. */
  abstract static class Three {
    final Mtx gate;
    final Mtx snd;
    final Mtx rcv;

    Three(Setup setup) {
      gate = setup.runtime().mtx(Locks.ACCEPT);
      snd = setup.runtime().mtx(Locks.SO_SND);
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    final void inGate(Mtx first, Mtx second) {
      gate.lock();
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
      gate.unlock();
    }

    @Actor
    void forth() {
      inGate(snd, rcv);
    }
  }

  @Scenario(value = "Both orders under a gate are a reversal", fails = FailureKind.ORDER_REVERSAL)
  static final class Broken extends Three {
    Broken(Setup setup) {
      super(setup);
    }

    @Actor
    void back() {
      inGate(rcv, snd);
    }
  }

  @Scenario("One order needs no gate and is none")
  static final class Fixed extends Three {
    Fixed(Setup setup) {
      super(setup);
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
