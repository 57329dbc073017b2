package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Machine;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/** For {@link giantless.scenarios.check.QueueAccounting}. */
@Scenario(value = "Two packets are queued as one", fails = FailureKind.PANIC)
final class QueueOutOfStep {
  private final Machine machine;
  private final Card card;

  QueueOutOfStep(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
  }

  @Actor
  void queue() {
    Mbuf m = machine.host.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    Mbuf n = machine.host.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    card.snd.lock.lock();
    card.snd.enqueueLocked(m);
    m.nextpkt = n;
    card.snd.lock.unlock();
  }

  @Actor(cpu = 1)
  void look() {
    card.snd.length();
  }
}
