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
 * A datagram is sent to a name as the socket of that name is closed: the node forgets its socket in
 * the section in which that loses its control block (D-23).
 */
final class LocalSendtoAgainstClose {
  private LocalSendtoAgainstClose() {}

  abstract static class Race {

    private final KSocket receiver;
    private final KSocket sender;
    private Errno sent;

    Race(Setup setup, UnpLocking.Kind kind) {
      Machine machine = Unix.machine(setup, kind);
      receiver = Unix.dgram(machine, "/r");
      sender = KSocket.local(machine, Unix.DGRAM);
    }

    @Actor
    void send() {
      sent = sender.sendto("/r", (byte) 'x');
    }

    @Actor(cpu = 1)
    void close() {
      Machine.must(receiver.close());
    }

    @Invariant
    boolean sent_or_refused() {
      return sent == Errno.OK || sent == Errno.ECONNREFUSED;
    }
  }

  @Scenario("A datagram to a name whose socket is closed is freed or refused, under the one mutex")
  static final class Global extends Race {
    Global(Setup setup) {
      super(setup, UnpLocking.Kind.GLOBAL);
    }
  }

  @Scenario(
      "A datagram to a name whose socket is closed is freed or refused, with a lock in each block")
  static final class PerPcb extends Race {
    PerPcb(Setup setup) {
      super(setup, UnpLocking.Kind.PER_PCB);
    }
  }
}
