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

/** A socket without a port sends, which gives it one, while another thread binds it. */
@Scenario("A socket that is bound while it sends has one port, and the datagram has that one")
final class BindAgainstSend {
  private static final int PORT = 53;

  private final Machine machine;
  private final Card card;
  private final KSocket socket;
  private Errno bound;
  private Errno sent;

  BindAgainstSend(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    socket = KSocket.udp(machine);
    card.forget();
  }

  @Actor
  void bind() {
    bound = socket.bind(PORT);
  }

  @Actor(cpu = 1)
  void send() {
    sent = socket.sendto(Frames.PEER, 7, (byte) 'x');
  }

  @Invariant
  boolean port_of_the_datagram_is_that_of_the_socket() {
    return sent == Errno.OK
        && card.sent(Frames.IP) == 1
        && Frames.sport(card.sent().get(0)) == socket.port();
  }

  @Invariant
  boolean bind_failed_if_the_send_came_first() {
    return bound == (socket.port() == PORT ? Errno.OK : Errno.EINVAL);
  }
}
