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

/** Two handshakes complete at once for a listener that lets none wait but one. */
@Scenario("A listener's queue holds what its limit allows, and what it refuses is gone")
final class BacklogOverflow {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer first;
  private final Peer second;

  BacklogOverflow(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 0);
    first = new Peer(card, 4000);
    second = new Peer(card, 4001);
    first.open();
    second.open();
  }

  @Actor
  void one() {
    card.arrive(first.ack());
  }

  @Actor(cpu = 1)
  void two() {
    card.arrive(second.ack());
  }

  @Invariant
  boolean queue_and_blocks_agree() {
    int waiting = SoListen.queueLengths(listener.so)[0];
    return waiting == 1
        && machine.host.tcp().info().count() == 1 + waiting
        && machine.host.sockets().numopensockets() == 1 + waiting;
  }
}
