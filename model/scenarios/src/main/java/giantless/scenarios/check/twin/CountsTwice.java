package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;

/** For {@link giantless.scenarios.check.NetstatSums}. */
@Scenario(value = "A datagram is counted twice", fails = FailureKind.ASSERTION)
final class CountsTwice {
  private final Machine machine;
  private final Card card;

  CountsTwice(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
  }

  @Actor
  void input() {
    card.arrive(Frames.ip(Frames.PROTO));
  }

  @Actor(cpu = 1)
  void count() {
    machine.host.inet().ipstat.ips_total.inc();
  }
}
