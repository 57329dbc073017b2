package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.UipcSocket;

/**
 * Two datagram sockets are connected to each other, each by a thread that locks its own control
 * block and then the peer's: opposite orders, which who has the link lock exclusively may take.
 */
final class LocalCrossedConnects {
  private LocalCrossedConnects() {}

  abstract static class Race {

    private final KSocket a;
    private final KSocket b;

    Race(Setup setup, UnpLocking.Kind kind) {
      Machine machine = Unix.machine(setup, kind);
      a = KSocket.local(machine, Unix.DGRAM);
      b = KSocket.local(machine, Unix.DGRAM);
    }

    @Actor
    void forth() {
      Machine.must(UipcSocket.soconnect2(a.so, b.so));
    }

    @Actor(cpu = 1)
    void back() {
      Machine.must(UipcSocket.soconnect2(b.so, a.so));
    }

    @Invariant
    boolean both_are_connected() {
      return a.isConnected() && b.isConnected();
    }
  }

  @Scenario("Two datagram sockets that connect to each other are connected, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "Two datagram sockets that connect to each other are connected, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
