package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnpLocking;

/**
 * Both ends of a connection are closed. Each takes its own control block and that of its peer, in
 * opposite orders; what keeps them apart is the link lock (D-27).
 */
final class LocalTwoCloses {
  private LocalTwoCloses() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket[] pair;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      pair = KSocket.pair(machine, Unix.STREAM);
    }

    @Actor
    void one() {
      Machine.must(pair[0].close());
    }

    @Actor(cpu = 1)
    void two() {
      Machine.must(pair[1].close());
    }

    @Invariant
    boolean nothing_is_left() {
      return machine.host.sockets().numopensockets() == 0 && machine.host.unix().count() == 0;
    }
  }

  @Scenario("Both ends of a connection that are closed at once are gone, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario("Both ends of a connection that are closed at once are gone, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }

  /** The wrong twin: each end locks its own block and then its peer's, without the link lock. */
  @Scenario(
      value = "Two ends that are locked in opposite orders without the link lock deadlock",
      fails = FailureKind.DEADLOCK)
  static final class WithoutLinkLock {
    private final Mtx one;
    private final Mtx two;

    WithoutLinkLock(Setup setup) {
      one = setup.runtime().mtx(Locks.UNP_PCB);
      two = setup.runtime().mtx(Locks.UNP_PCB);
    }

    private static void disconnect(Mtx own, Mtx peer) {
      own.lock();
      peer.lock();
      peer.unlock();
      own.unlock();
    }

    @Actor
    void one() {
      disconnect(one, two);
    }

    @Actor(cpu = 1)
    void two() {
      disconnect(two, one);
    }
  }
}
