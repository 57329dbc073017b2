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
import giantless.stack.kern.Errno;
import giantless.stack.socket.SoListen;

/** A thread goes to sleep in accept(2) as the last segment of the handshake comes. */
@Scenario("Who waits in accept(2) gets the connection that completes")
final class AcceptAgainstAck {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;
  private final KSocket[] child = new KSocket[1];
  private Errno answer;

  AcceptAgainstAck(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    listener.blocking(true);
    peer = new Peer(card, 4000);
    peer.open();
  }

  @Actor
  void accept() {
    answer = listener.accept(machine, child);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.ack());
  }

  @Invariant
  boolean has_it() {
    return answer == Errno.OK && child[0] != null && SoListen.queueLengths(listener.so)[0] == 0;
  }
}
