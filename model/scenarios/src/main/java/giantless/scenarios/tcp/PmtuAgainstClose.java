package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;

/** A router says that a segment was too large as the user closes. */
@Scenario("An ICMP error about a segment that comes as its connection is closed is heeded or not")
final class PmtuAgainstClose {
  private final Established e;
  private final byte[] icmp;

  PmtuAgainstClose(Setup setup) {
    e = new Established(setup);
    Machine.must(e.socket.send(0, new byte[400]));
    icmp = Frames.fragmentationNeeded(e.card.sent().get(0), 296);
    e.card.forget();
  }

  @Actor
  void close() {
    Machine.must(e.socket.close());
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(icmp);
  }

  @Invariant
  boolean connection_waits_for_the_peer() {
    return e.connections() == 1;
  }
}
