package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SoListen;

/** A client connects to a name as its socket gets it, and begins to listen. */
final class LocalBindAgainstConnect {
  private LocalBindAgainstConnect() {}

  abstract static class Race {

    private final KSocket server;
    private final KSocket client;
    private Errno answer;

    Race(Setup setup, UnpLocking.Kind kind) {
      Machine machine = Unix.machine(setup, kind);
      server = KSocket.local(machine, Unix.STREAM);
      client = KSocket.local(machine, Unix.STREAM);
    }

    @Actor
    void serve() {
      Machine.must(server.bind("/s"));
      Machine.must(server.listen(1));
    }

    @Actor(cpu = 1)
    void connect() {
      answer = client.connect("/s");
    }

    @Invariant
    boolean waits_for_accept_or_is_refused() {
      boolean there = answer == Errno.OK;
      return (there || answer == Errno.ENOENT || answer == Errno.ECONNREFUSED)
          && client.isConnected() == there
          && SoListen.queueLengths(server.so)[0] == (there ? 1 : 0);
    }
  }

  @Scenario(
      value =
          "Who connects to a name that is being made gets there or is refused, under the one mutex",
      gate = "100",
      sampled = "1,102 executions would be all")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "Who connects to a name that is being made gets there or is refused, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
