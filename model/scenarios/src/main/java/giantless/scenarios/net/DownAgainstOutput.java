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
 * Taking an interface down deletes its routes and empties its output queue while a packet is on its
 * way to both. A packet that is queued after the flush must still be sent or freed by somebody.
 */
@Scenario("A packet on its way through an interface that goes down is sent, freed or refused")
final class DownAgainstOutput {
  private final Machine machine;
  private final Card card;
  private Errno answer;

  DownAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    card.forget();
  }

  @Actor
  void down() {
    card.down();
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.PEER);
  }

  @Invariant
  boolean refused_packet_was_not_sent() {
    return answer == Errno.OK ? card.sent(Frames.IP) <= 1 : card.sent(Frames.IP) == 0;
  }

  @Invariant
  boolean works_when_it_is_up_again() {
    int before = card.sent(Frames.IP);
    card.up();
    return machine.send(Frames.PEER) == Errno.OK && card.sent(Frames.IP) == before + 1;
  }
}
