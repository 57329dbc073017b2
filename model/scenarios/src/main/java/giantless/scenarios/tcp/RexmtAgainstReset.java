package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;

/** The retransmission timer fires as the connection is reset, which stops it (D-30, D-31). */
@Scenario(value = "A timer that fires as its connection is reset finds it ended", timers = 1)
final class RexmtAgainstReset {
  private final Established e;

  RexmtAgainstReset(Setup setup) {
    e = new Established(setup);
    Machine.must(e.socket.send(0, (byte) 'x'));
    e.card.forget();
  }

  @Actor
  void look() {
    e.card.isDying();
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.rst());
  }

  @Invariant
  boolean connection_is_over() {
    return e.isOver();
  }
}
