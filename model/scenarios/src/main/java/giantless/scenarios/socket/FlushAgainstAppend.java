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

/**
 * shutdown(2) empties the receive buffer while the protocol appends to it and a reader copies out.
 * It marks the buffer first, so that nothing is appended after it was emptied.
 */
@Scenario("A buffer that is shut down for reading stays empty, and its account agrees")
final class FlushAgainstAppend {
  private static final int PORT = 7;

  private final Card card;
  private final KSocket socket;

  FlushAgainstAppend(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Actor
  void receive() {
    socket.receive(new byte[8], SocketConst.MSG_DONTWAIT);
  }

  @Actor(cpu = 1)
  void shutdown() {
    socket.shutdown(SocketConst.SHUT_RD);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'y'));
  }

  @Invariant
  boolean is_empty() {
    socket.so.rcv.lock.lock();
    int cc = socket.so.rcv.sbCc();
    socket.so.rcv.lock.unlock();
    return cc == 0;
  }
}
