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
import giantless.stack.socket.SoListen;

/** The syncache is about to send its answer again as the last segment of the handshake comes. */
@Scenario(
    value = "A handshake that completes as the answer is sent again makes one connection",
    timers = 1)
final class SyncacheTimerAgainstAck {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;

  SyncacheTimerAgainstAck(Setup setup) {
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
  void look() {
    SoListen.queueLengths(listener.so);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.ack());
  }

  @Invariant
  boolean one_connection_and_nothing_half_open() {
    return SoListen.queueLengths(listener.so)[0] == 1
        && machine.host.tcp().syncache().count() == 0
        && peer.heard(Peer.RST) == 0;
  }
}
