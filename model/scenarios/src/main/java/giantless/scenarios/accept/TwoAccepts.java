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

/** Two threads accept from a queue of one. */
@Scenario("A connection is accepted by one of two threads")
final class TwoAccepts {
  private final Machine machine;
  private final KSocket listener;
  private final KSocket[] first = new KSocket[1];
  private final KSocket[] second = new KSocket[1];

  TwoAccepts(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    Card card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    listener = KSocket.listener(machine, 1);
    new Peer(card, 4000).connect();
  }

  @Actor
  void one() {
    listener.accept(machine, first);
  }

  @Actor(cpu = 1)
  void two() {
    listener.accept(machine, second);
  }

  @Invariant
  boolean one_has_it() {
    return first[0] == null ^ second[0] == null;
  }
}
