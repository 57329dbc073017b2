package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;

/** The retransmission timer fires as the user closes a connection with data on their way. */
@Scenario(value = "Data are sent again, or not, as their connection is closed", timers = 1)
final class RexmtAgainstClose {
  private final Established e;

  RexmtAgainstClose(Setup setup) {
    e = new Established(setup);
    Machine.must(e.socket.send(0, (byte) 'x'));
    e.card.forget();
  }

  @Actor
  void close() {
    Machine.must(e.socket.close());
  }

  @Actor(cpu = 1)
  void look() {
    e.card.isDying();
  }

  @Invariant
  boolean fin_went_out_and_the_connection_waits() {
    return e.peer.heard(Peer.FIN) >= 1 && e.connections() == 1;
  }
}
