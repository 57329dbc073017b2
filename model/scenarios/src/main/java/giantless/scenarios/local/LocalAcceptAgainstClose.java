package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;

/**
 * A client is closed as its connection is accepted. The child has lost its peer and stays on the
 * queue: accept(2) gives it out, and it has nothing but an end of file.
 */
final class LocalAcceptAgainstClose {
  private LocalAcceptAgainstClose() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket server;
    private final KSocket client;
    private final KSocket[] child = new KSocket[1];
    private Errno answer;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      server = Unix.listener(machine, "/s");
      client = KSocket.local(machine, Unix.STREAM);
      Machine.must(client.connect("/s"));
    }

    @Actor
    void accept() {
      answer = server.accept(machine, child);
    }

    @Actor(cpu = 1)
    void close() {
      Machine.must(client.close());
    }

    @Invariant
    boolean child_is_at_its_end() {
      return answer == Errno.OK
          && !child[0].isConnected()
          && child[0].receive(new byte[1], SocketConst.MSG_DONTWAIT) == 0;
    }
  }

  @Scenario(
      "A connection that is accepted as its client is closed is at its end, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A connection that is accepted as its client is closed is at its end, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
