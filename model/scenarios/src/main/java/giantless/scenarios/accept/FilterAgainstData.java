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
import giantless.stack.socket.AcceptFilter;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.SoOpt;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;

/**
 * A connection is held back by accept filter {@code dataready}; the data come as the filter is
 * taken off the listener. Both ways give it to accept(2), and only one may.
 */
@Scenario("A connection is given to accept(2) once when its data come as the filter is removed")
final class FilterAgainstData {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;

  FilterAgainstData(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    filter(AcceptFilter.arg("dataready", ""));
    peer = new Peer(card, 4000);
    peer.connect();
  }

  private void filter(byte[] arg) {
    Machine.must(
        SoOpt.sosetopt(
            listener.so, Sockopt.set(SocketConst.SOL_SOCKET, SocketConst.SO_ACCEPTFILTER, arg)));
  }

  @Actor
  void remove() {
    filter(null);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(peer.data((byte) 'x'));
  }

  @Invariant
  boolean waits_for_accept_once() {
    int[] n = SoListen.queueLengths(listener.so);
    return n[0] == 1 && n[1] == 0;
  }
}
