package giantless.scenarios.local;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.local.UnpLocking;

/**
 * The listener is closed as a client connects to it. The child is made with no lock of the domain
 * held (D-21), so the listener may be gone when the client is to be joined to the child; else its
 * end aborts the child, and the client with it.
 */
final class LocalCloseAgainstConnect {
  private LocalCloseAgainstConnect() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket server;
    private final KSocket client;
    private Errno answer;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      server = Unix.listener(machine, "/s");
      client = KSocket.local(machine, Unix.STREAM);
    }

    @Actor
    void close() {
      Machine.must(server.close());
    }

    @Actor(cpu = 1)
    void connect() {
      answer = client.connect("/s");
    }

    @Invariant
    boolean was_refused_or_aborted() {
      Errno later = client.so.takeError();
      return answer == Errno.OK ? later == Errno.ECONNABORTED : answer == Errno.ECONNREFUSED;
    }

    @Invariant
    boolean client_is_left_alone() {
      return !client.isConnected() && machine.host.sockets().numopensockets() == 1;
    }
  }

  @Scenario(
      value =
          "Who connects to a listener that is being closed is not connected, under the one mutex",
      gate = "100",
      sampled = "5,481 executions would be all")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      value =
          "Who connects to a listener that is being closed is not connected, with a lock in each block",
      gate = "100",
      sampled = "9,632 executions would be all")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
