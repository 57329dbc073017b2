package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;

/**
 * A datagram has found the control block and waits for its lock while the socket is closed (D-33,
 * D-34): the block is taken out of the hash under both locks, so it cannot.
 */
@Scenario("A datagram that comes while its socket is closed is freed, and nothing of it is left")
final class CloseAgainstInput {
  private static final int PORT = 7;

  private final Machine machine;
  private final Card card;
  private final KSocket socket;

  CloseAgainstInput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    socket = KSocket.udp(machine, PORT);
    card.forget();
  }

  @Actor
  void close() {
    Machine.must(socket.close());
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean is_delivered_or_answered() {
    return machine.host.udp().stat().udpsDelivered.get() + card.sent(Frames.IP) == 1;
  }

  @Invariant
  boolean socket_is_gone() {
    return machine.host.sockets().numopensockets() == 0 && machine.host.udp().info().count() == 0;
  }
}
