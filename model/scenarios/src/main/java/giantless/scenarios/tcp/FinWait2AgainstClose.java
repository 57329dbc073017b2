package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.socket.SocketConst;

/** The 2MSL timer of FIN_WAIT_2 fires as the user closes what he had only shut down. */
@Scenario(
    value = "A half-closed connection is closed once, by its timer or by its user",
    timers = 1)
final class FinWait2AgainstClose {
  private static final int FIN_WAIT_2 = 9;
  private final Established e;

  FinWait2AgainstClose(Setup setup) {
    e = new Established(setup);
    Machine.must(e.socket.shutdown(SocketConst.SHUT_RDWR));
    e.peer.hear();
    e.card.arrive(e.peer.ack());
    if (e.machine.host.tcp().pcblist().count(FIN_WAIT_2) != 1) {
      throw new AssertionError("set-up: " + e.machine.host.tcp().pcblist().lines());
    }
  }

  @Actor
  void close() {
    Machine.must(e.socket.close());
  }

  @Actor(cpu = 1)
  void look() {
    e.card.isDying();
  }

  @Invariant
  boolean socket_is_closed() {
    return e.machine.host.sockets().numopensockets() == e.connections();
  }
}
