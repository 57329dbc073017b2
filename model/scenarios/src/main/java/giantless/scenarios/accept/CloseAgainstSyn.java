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

/** The listener is closed as a connection begins: it is answered, or refused. */
@Scenario("A SYN that comes while its listener is closed is answered or refused")
final class CloseAgainstSyn {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;

  CloseAgainstSyn(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    peer = new Peer(card, 4000);
    card.forget();
  }

  @Actor
  void close() {
    listener.close();
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.syn());
  }

  @Invariant
  boolean peer_was_answered_once() {
    return peer.heard(Peer.SYN) + peer.heard(Peer.RST) == 1;
  }
}
