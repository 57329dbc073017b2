package giantless.scenarios.net;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/**
 * if_queue: two threads hand packets to one interface, and one of them sends for both. The one that
 * found the driver busy relies on the other to look once more; the limit of the queue is 1.
 */
@Scenario("Two packets for one interface are sent, or refused with ENOBUFS and counted")
final class TwoSenders {
  private final Machine machine;
  private final Card card;
  private Errno first;
  private Errno second;

  TwoSenders(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    card.snd.setMaxlen(1);
    card.forget();
  }

  private boolean handoff() {
    Mbuf m = machine.packet(Frames.PEER);
    Mbuf frame = machine.host.mbufs().prepend(m, 14, How.DONTWAIT);
    return card.snd.handoff(frame, card, 0);
  }

  @Actor
  void one() {
    first = handoff() ? Errno.OK : Errno.ENOBUFS;
  }

  @Actor(cpu = 1)
  void two() {
    second = handoff() ? Errno.OK : Errno.ENOBUFS;
  }

  @Invariant
  boolean accepted_packets_are_sent_and_refused_ones_counted() {
    int ok = (first == Errno.OK ? 1 : 0) + (second == Errno.OK ? 1 : 0);
    return ok >= 1 && card.sent().size() == ok && card.snd.drops() == 2 - ok;
  }
}
