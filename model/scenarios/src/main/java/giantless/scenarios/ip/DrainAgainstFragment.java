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

/** Memory is short, and every queue of reassembly is freed as fragments come. */
@Scenario("A fragment that comes while the queues are drained completes a packet or begins one")
final class DrainAgainstFragment {
  private final Machine machine;
  private final Card card;

  DrainAgainstFragment(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    KSocket.udp(machine, 7);
    card.arrive(Frames.firstHalf(1));
  }

  @Actor
  void drain() {
    machine.host.inet().reass.drain();
  }

  @Actor(cpu = 1)
  void last() {
    card.arrive(Frames.secondHalf(1));
  }

  @Actor(cpu = 1)
  void another() {
    card.arrive(Frames.firstHalf(2));
  }

  @Invariant
  boolean counts_agree() {
    IpStat s = machine.host.inet().ipstat;
    long inQueues = s.ips_fragments.get() - 2 * s.ips_reassembled.get() - s.ips_fragdropped.get();
    return inQueues == machine.host.inet().reass.queues();
  }
}
