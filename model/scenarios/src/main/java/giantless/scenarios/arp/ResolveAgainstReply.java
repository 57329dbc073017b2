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
 * A question is under way and its answer comes while another packet goes to the same neighbour: it
 * either finds the address, or replaces the packet that waits. Were the test for the address and
 * the holding of the packet not in one hold of the route's lock, the packet would be held when
 * nobody is left to send it.
 */
@Scenario("A packet that resolves while the answer comes is sent, and the held one sent or dropped")
final class ResolveAgainstReply {
  private final Machine machine;
  private final Card card;
  private Errno answer;

  ResolveAgainstReply(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.send(Frames.PEER);
    card.forget();
  }

  @Actor
  void output() {
    answer = machine.send(Frames.PEER);
  }

  @Actor(cpu = 1)
  void reply() {
    card.arrive(Frames.arpReply());
  }

  @Invariant
  boolean packet_was_taken() {
    return answer == Errno.OK;
  }

  @Invariant
  boolean every_packet_is_sent_or_counted_as_dropped() {
    return card.sent(Frames.IP) + machine.host.inet().arp.stat.arps_dropped.get() == 2
        && card.sent(Frames.IP) >= 1;
  }
}
