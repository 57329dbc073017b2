package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Errno;

/** A reader goes to sleep as the connection is reset: so_error first, then the wakeup. */
@Scenario("Who waits for data is told that the connection was reset")
final class ReceiveAgainstReset {
  private final Established e;
  private int got;

  ReceiveAgainstReset(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void receive() {
    got = e.socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.rst());
  }

  @Invariant
  boolean was_told() {
    return got == -Errno.ECONNRESET.code();
  }

  @Invariant
  boolean connection_is_over() {
    return e.isOver();
  }
}
