package giantless.scenarios.tcp;

import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;

/** A machine with one connection in TIME_WAIT, and a listener on its port. */
final class TimeWait {
  final Machine machine;
  final Card card;
  final Peer peer;
  final KSocket listener;

  TimeWait(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    peer = new Peer(card, 4000);
    peer.connect();
    KSocket[] child = new KSocket[1];
    Machine.must(listener.accept(machine, child));
    Machine.must(child[0].close());
    peer.hear();
    peer.finish();
    card.forget();
    if (machine.host.tcp().pcblist().count(TIME_WAIT) != 1) {
      throw new AssertionError("set-up: " + machine.host.tcp().pcblist().lines());
    }
  }

  static final int TIME_WAIT = 10;

  int waiting() {
    return machine.host.tcp().pcblist().count(TIME_WAIT);
  }
}
