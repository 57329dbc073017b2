package giantless.scenarios.socket;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.socket.SocketConst;

/** A thread goes to sleep for data as another says that none will be read any more. */
@Scenario("Who waits for a datagram is woken when the socket is shut down for reading")
final class ReceiveAgainstShutdown {
  private static final int PORT = 7;

  private final Card card;
  private final KSocket socket;
  private int got;

  ReceiveAgainstShutdown(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
  }

  @Actor
  void receive() {
    got = socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void shutdown() {
    socket.shutdown(SocketConst.SHUT_RD);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean datagram_or_end_of_file() {
    return got == 1 || got == 0;
  }
}
