package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Peer;

/** 2MSL are over as a SYN would reuse the connection that waits (RFC 9293 section 3.6.1). */
@Scenario(
    value = "A SYN that reuses a connection in TIME_WAIT as its time is up is answered",
    timers = 1,
    gate = "300",
    sampled = "softclock, two connections and their answers: some thousand schedules")
final class TwoMslAgainstSyn {
  private final TimeWait t;

  TwoMslAgainstSyn(Setup setup) {
    t = new TimeWait(setup);
  }

  @Actor
  void look() {
    t.card.isDying();
  }

  @Actor(cpu = 1)
  void input() {
    t.card.arrive(t.peer.laterSyn());
  }

  @Invariant
  boolean syn_was_answered_and_the_old_one_is_gone() {
    return t.peer.heard(Peer.SYN | Peer.ACK) >= 1 && t.waiting() == 0;
  }
}
