package giantless.scenarios.arp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;

/**
 * The answer sends the packet that waits in the entry, arp(8) with {@code -d} frees it: whoever has
 * the route's lock first takes it out. Were the entry's packet looked at without the lock, both
 * would have it.
 */
@Scenario("A packet that waits for ARP is sent once or freed, whenever the entry is flushed")
final class FlushAgainstReply {
  private final Machine machine;
  private final Card card;
  private Errno deleted;

  FlushAgainstReply(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.send(Frames.PEER);
    card.forget();
  }

  @Actor
  void flush() {
    deleted = machine.host.inet().arp.delete(Frames.PEER);
  }

  @Actor(cpu = 1)
  void reply() {
    card.arrive(Frames.arpReply());
  }

  @Invariant
  boolean entry_was_there_to_be_deleted() {
    return deleted == Errno.OK;
  }

  /** One that was on its way out when the entry went waits in a new one, and is asked for. */
  @Invariant
  boolean packet_is_sent_or_dropped_or_waits_anew() {
    return card.sent(Frames.IP)
            + machine.host.inet().arp.stat.arps_dropped.get()
            + card.sent(Frames.ARP)
        == 1;
  }
}
