package giantless.scenarios.netisr;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.NetisrMode;

/**
 * Packets that came in by an interface lie in netisr's queue as it leaves: they are purged, and
 * none of those that came by others.
 */
@Scenario("An interface that leaves takes its own queued packets along, and no others")
final class DetachAgainstQueued {
  private final Counting proto;
  private final Card leaves;
  private final Card stays;

  DetachAgainstQueued(Setup setup) {
    proto = new Counting(setup, NetisrMode.ONE_THREAD);
    leaves = proto.machine.cardWithoutAddress("em0");
    stays = proto.machine.cardWithoutAddress("em1");
    queue(stays);
    proto.machine.pause(1);
  }

  private void queue(Card by) {
    Mbuf m = proto.packet();
    m.pkthdr.rcvif = by;
    proto.netisr.queue(Counting.ID, m);
  }

  @Actor
  void input() {
    queue(leaves);
    queue(stays);
  }

  @Actor(cpu = 1)
  void detach() {
    proto.machine.host.net().detach(leaves);
  }

  @Invariant
  boolean packet_of_the_one_that_stays_was_handled() {
    return proto.seen() >= 2 && proto.seen() <= 3;
  }
}
