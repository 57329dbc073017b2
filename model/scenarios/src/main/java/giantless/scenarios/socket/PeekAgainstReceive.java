package giantless.scenarios.socket;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;

/** One reader looks at the datagram, with MSG_PEEK, that another takes. */
@Scenario("A reader that peeks sees the whole datagram or none while another takes it")
final class PeekAgainstReceive {
  private static final int PORT = 7;

  private final KSocket socket;
  private final byte[] peeked = new byte[8];
  private int seen;
  private int taken;

  PeekAgainstReceive(Setup setup) {
    Machine machine = Machine.of(setup);
    Card card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
    card.arrive(Frames.udp(9, PORT, (byte) 'x', (byte) 'y'));
  }

  @Actor
  void peek() {
    seen = socket.receive(peeked, SocketConst.MSG_PEEK | SocketConst.MSG_DONTWAIT);
  }

  @Actor(cpu = 1)
  void receive() {
    taken = socket.receive(new byte[8], 0);
  }

  @Invariant
  boolean whole_or_nothing() {
    return taken == 2
        && (seen == -Errno.EWOULDBLOCK.code() || seen == 2 && peeked[0] == 'x' && peeked[1] == 'y');
  }
}
