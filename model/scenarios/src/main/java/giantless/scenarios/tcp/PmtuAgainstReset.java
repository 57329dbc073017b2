package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;

/** A router says that a segment was too large as the connection is reset. */
@Scenario("An ICMP error that comes as its connection is reset finds it, or nobody")
final class PmtuAgainstReset {
  private final Established e;
  private final byte[] icmp;

  PmtuAgainstReset(Setup setup) {
    e = new Established(setup);
    Machine.must(e.socket.send(0, new byte[400]));
    icmp = Frames.fragmentationNeeded(e.card.sent().get(0), 296);
  }

  @Actor
  void reset() {
    e.card.arrive(e.peer.rst());
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(icmp);
  }

  @Invariant
  boolean connection_is_over() {
    return e.isOver();
  }
}
