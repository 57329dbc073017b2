package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Peer;
import giantless.stack.kern.Errno;

/** close(2) and a reset end the same connection: the one that comes second finds it ended. */
@Scenario("A connection that is closed as it is reset is gone")
final class CloseAgainstReset {
  private final Established e;
  private Errno closed;

  CloseAgainstReset(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void close() {
    closed = e.socket.close();
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.rst());
  }

  @Invariant
  boolean close_succeeded_or_told_of_the_reset() {
    return closed == Errno.OK || closed == Errno.ECONNRESET;
  }

  @Invariant
  boolean is_gone_or_waits_for_the_peer() {
    // A reset whose number was that before our FIN is one that is answered, RFC 5961.
    return e.connections() == e.machine.host.sockets().numopensockets()
        && (e.connections() == 0 || e.peer.heard(Peer.FIN) == 1);
  }
}
