package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;

/** The persist timer fires as the user closes a connection whose peer takes no data. */
@Scenario(value = "A closed window is probed, or not, as the connection is closed", timers = 1)
final class PersistAgainstClose {
  private final Established e;

  PersistAgainstClose(Setup setup) {
    e = new Established(setup);
    e.peer.closeWindow();
    Machine.must(e.socket.send(0, (byte) 'x', (byte) 'y'));
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
  boolean connection_waits_for_the_window() {
    return e.connections() == 1 && !e.isOver();
  }
}
