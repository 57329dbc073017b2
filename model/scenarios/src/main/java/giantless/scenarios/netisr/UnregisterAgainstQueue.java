package giantless.scenarios.netisr;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.net.NetisrMode;

/**
 * A packet goes into the queue of a protocol that is being unregistered: the sender may have looked
 * the protocol up before it left, and come to the queue after it was emptied.
 */
@Scenario("A packet that is queued while its protocol leaves is handled or freed")
final class UnregisterAgainstQueue {
  private final Counting proto;
  private boolean taken;

  UnregisterAgainstQueue(Setup setup) {
    proto = new Counting(setup, NetisrMode.ONE_THREAD);
  }

  @Actor
  void queue() {
    taken = proto.netisr.queue(Counting.ID, proto.packet());
  }

  @Actor(cpu = 1)
  void unregister() {
    proto.netisr.unregister(Counting.ID);
  }

  @Invariant
  boolean what_was_refused_was_not_handled() {
    return proto.seen() <= (taken ? 1 : 0);
  }
}
