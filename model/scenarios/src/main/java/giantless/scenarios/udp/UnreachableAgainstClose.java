package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;

/** The error about a datagram comes as its socket is closed. */
@Scenario("An ICMP error that comes while its socket is closed finds it, or nobody")
final class UnreachableAgainstClose {
  private final Machine machine;
  private final Card card;
  private final KSocket socket;

  UnreachableAgainstClose(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, 5000);
    Machine.must(socket.connect(Frames.PEER, 9));
  }

  @Actor
  void close() {
    Machine.must(socket.close());
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.portUnreachable(5000, 9));
  }

  @Invariant
  boolean socket_is_gone() {
    return machine.host.sockets().numopensockets() == 0 && machine.host.udp().info().count() == 0;
  }
}
