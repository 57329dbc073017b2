package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;

/** Both ends close at once; ours sends its FIN before or after that of the peer has come. */
@Scenario("A connection that both ends close is closing, by one of the two ways")
final class TwoCloses {
  private final Established e;

  TwoCloses(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void close() {
    Machine.must(e.socket.close());
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.fin());
  }

  @Invariant
  boolean our_fin_went_out() {
    return e.peer.heard(Peer.FIN) >= 1 && e.connections() == 1;
  }
}
