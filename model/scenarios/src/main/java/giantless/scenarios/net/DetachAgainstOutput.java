package giantless.scenarios.net;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;

/**
 * Output has looked up the route and goes on with the interface in its hand when that is detached.
 * What it queues after the queue was flushed would stay for ever.
 */
@Scenario("A packet on its way through an interface that leaves is sent or freed")
final class DetachAgainstOutput {
  private final Machine machine;
  private final Card card;
  private Errno answer;

  DetachAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    card.forget();
  }

  @Actor
  void detach() {
    machine.host.net().detach(card);
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.PEER);
  }

  @Invariant
  boolean refused_packet_was_not_sent() {
    return answer == Errno.OK || card.sent(Frames.IP) == 0;
  }

  @Invariant
  boolean nothing_goes_out_any_more() {
    int before = card.sent().size();
    return machine.send(Frames.PEER) != Errno.OK && card.sent().size() == before;
  }
}
