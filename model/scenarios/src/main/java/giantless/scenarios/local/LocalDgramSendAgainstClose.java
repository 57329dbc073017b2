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
 * A datagram is sent over a connection as its receiver is closed, which drops all who send to it
 * with ECONNRESET.
 */
final class LocalDgramSendAgainstClose {
  private LocalDgramSendAgainstClose() {}

  abstract static class Race {

    private final KSocket receiver;
    private final KSocket sender;
    private Errno sent;

    Race(Setup setup, UnpLocking.Kind kind) {
      Machine machine = Unix.machine(setup, kind);
      receiver = Unix.dgram(machine, "/r");
      sender = KSocket.local(machine, Unix.DGRAM);
      Machine.must(sender.connect("/r"));
    }

    @Actor
    void send() {
      sent = sender.send(0, (byte) 'x');
    }

    @Actor(cpu = 1)
    void close() {
      Machine.must(receiver.close());
    }

    @Invariant
    boolean sent_or_told() {
      Errno later = sender.so.takeError();
      return sent == Errno.ECONNRESET && later == Errno.OK
          || later == Errno.ECONNRESET
              && (sent == Errno.OK || sent == Errno.ENOTCONN || sent == Errno.EDESTADDRREQ);
    }

    @Invariant
    boolean sender_is_disconnected() {
      return !sender.isConnected();
    }
  }

  @Scenario(
      "A datagram that is sent as its receiver is closed is freed, or the sender is told, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A datagram that is sent as its receiver is closed is freed, or the sender is told, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
