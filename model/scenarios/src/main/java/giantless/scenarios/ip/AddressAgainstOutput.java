package giantless.scenarios.ip;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;

/** The address of the interface is deleted as a packet takes it for its source. */
@Scenario("A packet has the address that is being deleted, or no route")
final class AddressAgainstOutput {
  private final Machine machine;
  private final Card card;
  private Errno answer;

  AddressAgainstOutput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    card.forget();
  }

  @Actor
  void delete() {
    Machine.must(machine.host.inet().control.difaddr(card, Frames.OURS));
  }

  @Actor(cpu = 1)
  void output() {
    answer = machine.send(Frames.PEER);
  }

  @Invariant
  boolean source_is_ours_if_it_went_out() {
    return card.sent(Frames.IP) == 0
        ? answer != Errno.OK
        : answer == Errno.OK && Frames.src(card.sent().get(0)) == Frames.OURS;
  }
}
