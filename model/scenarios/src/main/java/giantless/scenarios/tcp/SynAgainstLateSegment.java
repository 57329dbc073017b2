package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;

/** A SYN reuses a connection in TIME_WAIT as a late acknowledgement of the old one comes. */
@Scenario(
    value = "A late segment finds the connection in TIME_WAIT, or a new one that is half-open",
    gate = "300",
    sampled = "two segments that are both answered: some thousand schedules")
final class SynAgainstLateSegment {
  private final TimeWait t;

  SynAgainstLateSegment(Setup setup) {
    t = new TimeWait(setup);
  }

  @Actor
  void late() {
    t.card.arrive(t.peer.ack());
  }

  @Actor(cpu = 1)
  void input() {
    t.card.arrive(t.peer.laterSyn());
  }

  @Invariant
  boolean old_one_is_gone_and_the_new_one_half_open() {
    return t.waiting() == 0 && t.machine.host.tcp().syncache().count() == 1;
  }
}
