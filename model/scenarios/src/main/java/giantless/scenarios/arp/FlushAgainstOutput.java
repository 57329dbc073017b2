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
 * Output finds a complete entry and is about to send by it when the entry is deleted. It holds a
 * reference on the route; without one it would read the address of a route that is free.
 */
@Scenario("A packet is sent, or the neighbour is asked for again, while its entry is flushed")
final class FlushAgainstOutput {
  private final Machine machine;
  private final Card card;
  private Errno answer;

  FlushAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.send(Frames.PEER);
    card.arrive(Frames.arpReply());
    card.forget();
  }

  @Actor
  void flush() {
    machine.host.inet().arp.delete(Frames.PEER);
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.PEER);
  }

  @Invariant
  boolean packet_was_taken() {
    return answer == Errno.OK;
  }

  @Invariant
  boolean packet_went_out_or_waits_for_an_answer() {
    return card.sent(Frames.IP) + card.sent(Frames.ARP) == 1;
  }
}
