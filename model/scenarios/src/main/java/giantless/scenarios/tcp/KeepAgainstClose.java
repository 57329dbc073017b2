package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;
import giantless.stack.socket.SocketConst;

/** The keepalive timer fires as the user closes. */
@Scenario(value = "A connection that is closed as it is probed waits for the peer", timers = 1)
final class KeepAgainstClose {
  private final Established e;

  KeepAgainstClose(Setup setup) {
    e = new Established(setup);
    e.socket.option(SocketConst.SO_KEEPALIVE, 1);
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
  boolean fin_went_out() {
    return e.peer.heard(Peer.FIN) >= 1 && e.connections() == 1;
  }
}
