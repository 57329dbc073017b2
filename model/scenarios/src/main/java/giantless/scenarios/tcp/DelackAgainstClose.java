package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;

/** An acknowledgement is put off, and its timer fires as the user closes. */
@Scenario(
    value = "Data are acknowledged by the timer or by the close that comes with it",
    timers = 1)
final class DelackAgainstClose {
  private final Established e;

  DelackAgainstClose(Setup setup) {
    e = new Established(setup);
    e.peer.send((byte) 'x');
    e.socket.receive(new byte[1], 0);
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
  boolean fin_went_out() {
    return e.peer.heard(Peer.FIN) >= 1 && e.connections() == 1;
  }
}
