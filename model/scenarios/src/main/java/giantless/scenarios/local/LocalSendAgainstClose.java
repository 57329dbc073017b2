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
 * A byte is sent as the peer is closed: it dies with the buffer of the peer, or the sender is told.
 */
final class LocalSendAgainstClose {
  private LocalSendAgainstClose() {}

  abstract static class Race {

    private final KSocket[] pair;
    private Errno sent;

    Race(Setup setup, UnpLocking.Kind kind) {
      pair = KSocket.pair(Unix.machine(setup, kind), Unix.STREAM);
    }

    @Actor
    void send() {
      sent = pair[0].send(0, (byte) 'x');
    }

    @Actor(cpu = 1)
    void close() {
      Machine.must(pair[1].close());
    }

    @Invariant
    boolean sent_or_told() {
      return sent == Errno.OK || sent == Errno.EPIPE || sent == Errno.ENOTCONN;
    }

    @Invariant
    boolean sender_is_disconnected() {
      return !pair[0].isConnected();
    }
  }

  @Scenario(
      "A byte that is sent as its receiver is closed is freed, or the sender is told, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A byte that is sent as its receiver is closed is freed, or the sender is told, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
