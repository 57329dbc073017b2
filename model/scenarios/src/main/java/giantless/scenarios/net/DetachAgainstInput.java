package giantless.scenarios.net;

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

/** A frame goes up as its interface leaves: the packet may point to it, and must not outlive it. */
@Scenario("A datagram that comes while its interface leaves is delivered or freed")
final class DetachAgainstInput {
  private static final int PORT = 7;

  private final Machine machine;
  private final Card card;
  private final KSocket socket;

  DetachAgainstInput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
  }

  @Actor
  void detach() {
    machine.host.net().detach(card);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean what_is_counted_as_delivered_can_be_read() {
    byte[] b = new byte[8];
    long delivered = machine.host.udp().stat().udpsDelivered.get();
    int got = socket.receive(b, SocketConst.MSG_DONTWAIT);
    return delivered == 1 ? got == 1 && b[0] == 'x' : got == -Errno.EWOULDBLOCK.code();
  }
}
