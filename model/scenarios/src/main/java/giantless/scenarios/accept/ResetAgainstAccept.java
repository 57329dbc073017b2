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
import giantless.stack.socket.Socket;

/**
 * A connection that waits for accept(2) is reset as it is taken. It has a reference from the queue
 * or from who accepts, and the protocol lets go of it under all of its locks.
 */
@Scenario("A connection that is reset while it is accepted is given out dead, or not at all")
final class ResetAgainstAccept {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;
  private final KSocket[] child = new KSocket[1];
  private Errno answer;

  ResetAgainstAccept(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    peer = new Peer(card, 4000);
    peer.connect();
  }

  @Actor
  void accept() {
    answer = listener.accept(machine, child);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.rst());
  }

  @Invariant
  boolean connection_is_dead_or_was_not_given_out() {
    if (child[0] == null) {
      return answer == Errno.EWOULDBLOCK || answer == Errno.ECONNABORTED;
    }
    return !child[0].so.hasState(Socket.SS_ISCONNECTED);
  }

  @Invariant
  boolean no_connection_is_left() {
    return machine.host.tcp().info().count() <= 2 && SoListen.queueLengths(listener.so)[0] == 0;
  }
}
