package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;

/** A thread sends while another says that nothing more will be sent. */
@Scenario("A datagram is sent, or refused with EPIPE, while the socket is shut down")
final class SendAgainstShutdown {
  private final Card card;
  private final KSocket socket;
  private Errno sent;

  SendAgainstShutdown(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    socket = KSocket.udp(machine);
    Machine.must(socket.connect(Frames.PEER, 9));
    card.forget();
  }

  @Actor
  void send() {
    sent = socket.send(0, (byte) 'x');
  }

  @Actor(cpu = 1)
  void shutdown() {
    Machine.must(socket.shutdown(SocketConst.SHUT_WR));
  }

  @Invariant
  boolean sent_or_refused() {
    return card.sent(Frames.IP) == (sent == Errno.OK ? 1 : 0)
        && (sent == Errno.OK || sent == Errno.EPIPE);
  }

  @Invariant
  boolean nothing_is_sent_after_it() {
    return socket.send(0, (byte) 'y') == Errno.EPIPE;
  }
}
