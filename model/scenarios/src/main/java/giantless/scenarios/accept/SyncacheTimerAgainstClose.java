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

/** The syncache is about to send its answer again as the listener is closed. */
@Scenario(
    value = "A half-open connection whose timer fires as the listener is closed goes once",
    timers = 1)
final class SyncacheTimerAgainstClose {
  private final Machine machine;
  private final Card card;
  private final KSocket listener;
  private final Peer peer;

  SyncacheTimerAgainstClose(Setup setup) {
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
    card.arrive(peer.rst());
  }

  @Invariant
  boolean nothing_is_left_in_the_end() {
    machine.pause(300_000_000_000L); // Without a listener it waits for its own time to be up.
    return machine.host.tcp().syncache().count() == 0 && machine.host.tcp().info().count() == 0;
  }
}
