package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/** A thread goes to sleep for data as the peer says that no more will come. */
final class LocalShutdownAgainstReceive {
  private LocalShutdownAgainstReceive() {}

  abstract static class Race {

    private final KSocket[] pair;
    private int received = -1;

    Race(Setup setup, UnpLocking.Kind kind) {
      pair = KSocket.pair(Unix.machine(setup, kind), Unix.STREAM);
    }

    @Actor
    void receive() {
      received = pair[0].receive(new byte[1], 0);
    }

    @Actor(cpu = 1)
    void shutdown() {
      Machine.must(pair[1].shutdown(SocketConst.SHUT_WR));
    }

    @Invariant
    boolean end_was_seen() {
      return received == 0;
    }
  }

  @Scenario("Who waits for data is told when the peer shuts down, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario("Who waits for data is told when the peer shuts down, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
