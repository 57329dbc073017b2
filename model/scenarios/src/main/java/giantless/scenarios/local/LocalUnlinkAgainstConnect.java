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

/**
 * The name of a listener is taken away and given to another one as a client connects. It gets to
 * the one or the other, or finds no name, or one that does not listen yet.
 */
final class LocalUnlinkAgainstConnect {
  private LocalUnlinkAgainstConnect() {}

  abstract static class Race {

    private final Machine machine;
    private final KSocket first;
    private final KSocket second;
    private final KSocket client;
    private Errno answer;

    Race(Setup setup, UnpLocking.Kind kind) {
      machine = Unix.machine(setup, kind);
      first = Unix.listener(machine, "/s");
      second = KSocket.local(machine, Unix.STREAM);
      client = KSocket.local(machine, Unix.STREAM);
    }

    @Actor
    void replace() {
      Machine.must(Unix.unlink(machine, "/s"));
      Machine.must(second.bind("/s"));
      Machine.must(second.listen(1));
    }

    @Actor(cpu = 1)
    void connect() {
      answer = client.connect("/s");
    }

    @Invariant
    boolean waits_for_accept_of_one() {
      boolean there = answer == Errno.OK;
      int queued = SoListen.queueLengths(first.so)[0] + SoListen.queueLengths(second.so)[0];
      return (there || answer == Errno.ENOENT || answer == Errno.ECONNREFUSED)
          && client.isConnected() == there
          && queued == (there ? 1 : 0);
    }
  }

  @Scenario(
      value =
          "Who connects to a name that changes its socket gets to one of the two, under the one mutex",
      gate = "100",
      sampled = "about 3,000 executions would be all")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      value =
          "Who connects to a name that changes its socket gets to one of the two, with a lock in each block",
      gate = "100",
      sampled = "935 executions would be all")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
