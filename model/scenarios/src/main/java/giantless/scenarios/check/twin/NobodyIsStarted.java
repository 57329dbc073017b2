package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Machine;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/** For {@link giantless.scenarios.check.LostWakeup}. */
@Scenario(
    value = "A packet is queued for output, and the driver is not started after it",
    fails = FailureKind.LOST_WAKEUP)
final class NobodyIsStarted {
  private final Machine machine;
  private final Card card;

  NobodyIsStarted(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
  }

  @Actor
  void queue() {
    card.snd.enqueue(machine.host.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA));
  }

  @Actor(cpu = 1)
  void start() {
    card.start();
  }
}
