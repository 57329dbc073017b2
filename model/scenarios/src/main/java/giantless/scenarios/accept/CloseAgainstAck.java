package giantless.scenarios.accept;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;

/**
 * The listener is closed as the handshake completes: the child is aborted from the queue, or is
 * refused since the listener is draining, or the syncache finds no listener. Each says so to the
 * peer.
 */
@Scenario("A connection that completes while its listener is closed is reset")
final class CloseAgainstAck {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;

  CloseAgainstAck(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    peer = new Peer(card, 4000);
    peer.open();
    card.forget();
  }

  @Actor
  void close() {
    listener.close();
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.ack());
  }

  @Invariant
  boolean peer_was_told() {
    return peer.heard(Peer.RST) >= 1;
  }

  @Invariant
  boolean nothing_is_left() {
    return machine.host.tcp().info().count() == 0 && machine.host.sockets().numopensockets() == 0;
  }
}
