package giantless.scenarios.net;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/** if_queue: the queue is flushed while a thread hands it a packet and starts the driver. */
@Scenario("A packet that is handed to a queue while it is flushed is sent or freed")
final class HandoffAgainstFlush {
  private final Machine machine;
  private final Card card;
  private final long before;

  HandoffAgainstFlush(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    card.forget();
    before = card.snd.enqueued();
  }

  private void handoff() {
    Mbuf m = machine.packet(Frames.PEER);
    card.snd.handoff(machine.host.mbufs().prepend(m, 14, How.DONTWAIT), card, 0);
  }

  @Actor
  void one() {
    handoff();
  }

  @Actor(cpu = 1)
  void two() {
    handoff();
  }

  @Actor(cpu = 1)
  void flush() {
    card.snd.flush();
  }

  @Invariant
  boolean all_were_queued_and_none_sent_twice() {
    return card.snd.enqueued() == before + 2 && card.sent().size() <= 2;
  }
}
