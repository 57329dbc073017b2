package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.socket.SocketConst;

/** A reader goes to sleep as the socket is shut down for reading and data come. */
@Scenario("Who waits for data on a connection is woken when it is shut down for reading")
final class StreamShutdownAgainstReceive {
  private final Established e;
  private int got;

  StreamShutdownAgainstReceive(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void receive() {
    got = e.socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void shutdown() {
    Machine.must(e.socket.shutdown(SocketConst.SHUT_RD));
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.data((byte) 'x'));
  }

  @Invariant
  boolean data_or_end_of_file() {
    return got == 0 || got == 1;
  }
}
