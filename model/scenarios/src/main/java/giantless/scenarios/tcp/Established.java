package giantless.scenarios.tcp;

import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;
import giantless.stack.netinet.TcpPcblist;

/** A machine with one connection, which set-up has made and accepted. */
final class Established {
  private static final int CLOSED = 0;

  final Machine machine;
  final Card card;
  final Peer peer;
  final KSocket socket;

  Established(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    KSocket listener = KSocket.listener(machine, 1);
    peer = new Peer(card, 4000);
    peer.connect();
    KSocket[] child = new KSocket[1];
    Machine.must(listener.accept(machine, child));
    listener.close();
    socket = child[0];
    socket.blocking(true);
    card.forget();
  }

  /** Whether the connection is over, though the user may still have its socket. */
  boolean isOver() {
    return isOver(machine);
  }

  static boolean isOver(Machine machine) {
    for (TcpPcblist.Line l : machine.host.tcp().pcblist().lines()) {
      if (l.state != CLOSED) {
        return false;
      }
    }
    return true;
  }

  /** The connections that are left, TIME_WAIT included. */
  int connections() {
    return machine.host.tcp().info().count();
  }
}
