package giantless.scenarios.ip;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.netinet.IpStat;

/**
 * The timer frees a packet in reassembly as its last fragment comes: it is whole, or its sender is
 * told, and not both.
 */
@Scenario(
    value = "The last fragment comes before the time is up or after, and not both",
    timers = 1)
final class LastFragmentAgainstTimer {
  private final Machine machine;
  private final Card card;

  LastFragmentAgainstTimer(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    KSocket.udp(machine, 7);
    card.forget();
    card.arrive(Frames.firstHalf(1));
  }

  @Actor
  void last() {
    card.arrive(Frames.secondHalf(1));
  }

  @Actor(cpu = 1)
  void look() {
    machine.host.inet().reass.queues();
  }

  @Invariant
  boolean whole_or_told() {
    IpStat s = machine.host.inet().ipstat;
    return s.ips_reassembled.get() + card.sent(Frames.IP) == 1
        && s.ips_fragtimeout.get() == card.sent(Frames.IP);
  }
}
