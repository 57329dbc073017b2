package giantless.scenarios.netisr;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.net.NetisrMode;

/** A packet is dispatched directly to a protocol that is being unregistered. */
@Scenario("A packet that is dispatched while its protocol leaves is handled or freed")
final class UnregisterAgainstDispatch {
  private final Counting proto;
  private boolean taken;

  UnregisterAgainstDispatch(Setup setup) {
    proto = new Counting(setup, NetisrMode.DIRECT);
  }

  @Actor
  void dispatch() {
    taken = proto.netisr.dispatch(Counting.ID, proto.packet());
  }

  @Actor(cpu = 1)
  void unregister() {
    proto.netisr.unregister(Counting.ID);
  }

  @Invariant
  boolean what_was_taken_was_handled() {
    return proto.seen() == (taken ? 1 : 0);
  }
}
