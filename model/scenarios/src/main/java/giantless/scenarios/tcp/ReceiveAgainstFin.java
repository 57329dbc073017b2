package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;

/** A reader goes to sleep as the peer says that nothing more comes. */
@Scenario("Who waits for data sees the end of the stream when the peer has finished")
final class ReceiveAgainstFin {
  private final Established e;
  private int got;

  ReceiveAgainstFin(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void receive() {
    got = e.socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.fin());
  }

  @Invariant
  boolean end_of_file() {
    return got == 0;
  }
}
