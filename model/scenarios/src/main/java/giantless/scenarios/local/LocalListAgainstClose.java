package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.local.UnixDomain;
import giantless.stack.local.UnpLocking;
import java.util.List;

/**
 * netstat(1) lists the sockets as one is closed: it sees both ends of a connection as connected, or
 * as not, be it that one is gone (D-24).
 */
final class LocalListAgainstClose {
  private LocalListAgainstClose() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket[] pair;
    private int sockets;
    private int connected;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      pair = KSocket.pair(machine, Unix.STREAM);
    }

    @Actor
    void list() {
      List<UnixDomain.XUnpcb> all = machine.host.unix().pcblist();
      sockets = all.size();
      for (UnixDomain.XUnpcb x : all) {
        connected += x.peer != null ? 1 : 0;
      }
    }

    @Actor(cpu = 1)
    void close() {
      Machine.must(pair[1].close());
    }

    @Invariant
    boolean saw_one_moment() {
      return sockets == 2 ? connected != 1 : sockets == 1 && connected == 0;
    }
  }

  @Scenario(
      "Who lists the sockets sees a connection with both its ends or with none, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "Who lists the sockets sees a connection with both its ends or with none, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
