package giantless.scenarios.netisr;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.NetisrMode;

/** Each CPU has a queue and a thread of its own, and the flow of a packet says which it is. */
@Scenario("What two threads queue for the workstreams of two CPUs is handled")
final class PerCpuQueuers {
  private final Counting proto;
  private final Card odd;
  private final Card even;

  PerCpuQueuers(Setup setup) {
    proto = new Counting(setup, NetisrMode.PER_CPU);
    odd = proto.machine.card("em0", "10.0.0.1/24");
    even = proto.machine.card("em1", "10.1.0.1/24");
    queue(odd);
    queue(even);
    proto.machine.pause(1);
  }

  private void queue(Card by) {
    Mbuf m = proto.packet();
    m.pkthdr.rcvif = by;
    proto.netisr.queue(Counting.ID, m);
  }

  @Actor
  void one() {
    queue(odd);
    queue(even);
  }

  @Actor(cpu = 1)
  void two() {
    queue(odd);
  }

  @Invariant
  boolean all_were_handled() {
    return proto.seen() == 5;
  }
}
