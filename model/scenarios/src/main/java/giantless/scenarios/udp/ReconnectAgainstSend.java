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

/**
 * A socket is connected to another peer while it sends. Address and port of the peer change under
 * both locks of the block, so the datagram goes to the old peer, to the new one, or to none.
 */
@Scenario("A datagram that is sent during a reconnect has a whole destination")
final class ReconnectAgainstSend {
  private static final int OTHER = Frames.PEER + 1;

  private final Card card;
  private final KSocket socket;
  private Errno sent;

  ReconnectAgainstSend(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    machine.neighbour(OTHER);
    socket = KSocket.udp(machine);
    Machine.must(socket.connect(Frames.PEER, 9));
    card.forget();
  }

  @Actor
  void reconnect() {
    Machine.must(socket.connect(OTHER, 10));
  }

  @Actor(cpu = 1)
  void send() {
    sent = socket.send(0, (byte) 'x');
  }

  @Invariant
  boolean goes_to_one_of_the_two_or_fails() {
    if (sent != Errno.OK) {
      return card.sent().isEmpty();
    }
    byte[] f = card.sent().get(0);
    return Frames.dst(f) == Frames.PEER && Frames.dport(f) == 9
        || Frames.dst(f) == OTHER && Frames.dport(f) == 10;
  }
}
