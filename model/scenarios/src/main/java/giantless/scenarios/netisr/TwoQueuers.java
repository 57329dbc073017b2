package giantless.scenarios.netisr;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.net.NetisrMode;

/**
 * Two threads queue packets, and swi:net drains. The bit of the protocol is set before the thread
 * is scheduled and taken before the queue is: the other way round a packet stays for ever.
 */
@Scenario("What two threads queue for one protocol is handled, by one software interrupt")
final class TwoQueuers {
  private final Counting proto;

  TwoQueuers(Setup setup) {
    proto = new Counting(setup, NetisrMode.ONE_THREAD);
    proto.netisr.queue(Counting.ID, proto.packet()); // Starts the thread.
    proto.machine.pause(1);
  }

  @Actor
  void one() {
    proto.netisr.queue(Counting.ID, proto.packet());
  }

  @Actor(cpu = 1)
  void two() {
    proto.netisr.queue(Counting.ID, proto.packet());
  }

  @Invariant
  boolean all_were_handled() {
    return proto.seen() == 3;
  }
}
