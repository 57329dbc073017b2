package giantless.scenarios.ip;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.netinet.InAliasReq;

/** Two ifconfig(8) give an interface the same address: in_control's sx keeps them apart. */
@Scenario("An address that is given twice at once is there once, with one route")
final class TwoIfconfigs {
  private final Machine machine;
  private final Card card;

  TwoIfconfigs(Setup setup) {
    machine = Machine.of(setup);
    card = machine.cardWithoutAddress("em0");
  }

  private void add() {
    machine.host.inet().control.aifaddr(card, InAliasReq.parse("10.0.0.1/24"));
  }

  @Actor
  void one() {
    add();
  }

  @Actor(cpu = 1)
  void two() {
    add();
  }

  @Invariant
  boolean one_address_and_a_route() {
    return machine.host.inet().ifaddrs.of(card).size() == 1
        && machine.host.inet().rtaddr(Frames.PEER) != null;
  }
}
