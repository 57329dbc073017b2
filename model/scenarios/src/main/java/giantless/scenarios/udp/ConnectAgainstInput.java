package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.netinet.UdpStat;
import giantless.stack.socket.SocketConst;

/** A datagram from one peer comes while the socket is connected to another. */
@Scenario("A datagram from a stranger is delivered before the connect or refused after it")
final class ConnectAgainstInput {
  private static final int PORT = 7;

  private final Machine machine;
  private final Card card;
  private final KSocket socket;

  ConnectAgainstInput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    socket = KSocket.udp(machine, PORT);
    card.forget();
  }

  @Actor
  void connect() {
    Machine.must(socket.connect(Frames.PEER, 10));
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean is_delivered_or_answered() {
    UdpStat s = machine.host.udp().stat();
    int got = socket.receive(new byte[8], SocketConst.MSG_DONTWAIT);
    return s.udpsDelivered.get() == 1
        ? got == 1 && card.sent(Frames.IP) == 0
        : s.udpsNoport.get() == 1 && card.sent(Frames.IP) == 1 && got < 0;
  }
}
