package giantless.scenarios.arp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;

/**
 * Nobody has answered yet and the timer looks for what has expired, as the answer comes. The timer
 * holds the tree's lock over its walk and takes a reference on each route, so that the entry cannot
 * go while it looks at it (D-72 to D-75 are what went wrong elsewhere).
 */
@Scenario(
    value = "An answer that comes with the timer leaves the packet sent or dropped",
    timers = 1)
final class ReplyAgainstTimer {
  private final Machine machine;
  private final Card card;

  ReplyAgainstTimer(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.send(Frames.PEER);
    card.forget();
  }

  @Actor
  void look() {
    card.isDying();
  }

  @Actor(cpu = 1)
  void reply() {
    card.arrive(Frames.arpReply());
  }

  @Invariant
  boolean packet_is_sent_or_dropped_and_not_both() {
    return card.sent(Frames.IP) + machine.host.inet().arp.stat.arps_dropped.get() == 1;
  }
}
