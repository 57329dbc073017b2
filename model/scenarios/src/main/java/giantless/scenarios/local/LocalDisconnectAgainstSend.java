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

/** One thread leaves the peer of a datagram socket as another sends to it. */
final class LocalDisconnectAgainstSend {
  private LocalDisconnectAgainstSend() {}

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
    void disconnect() {
      Machine.must(sender.so.soProto.prUsrreqs.disconnect(sender.so));
    }

    @Invariant
    boolean arrived_or_told() {
      int received = receiver.receive(new byte[8], SocketConst.MSG_DONTWAIT);
      return received == 1
          ? sent == Errno.OK
          : sent == Errno.ENOTCONN || sent == Errno.EDESTADDRREQ;
    }
  }

  @Scenario("A datagram goes to the peer, or the socket has none any more, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A datagram goes to the peer, or the socket has none any more, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
