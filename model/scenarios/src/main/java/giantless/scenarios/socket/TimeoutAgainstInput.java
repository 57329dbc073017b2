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

/**
 * SO_RCVTIMEO runs out as the datagram comes: it is received, or it stays for the next call. A
 * sleeper that reports the time-out with the datagram in its hand would lose it.
 */
@Scenario(
    value = "A datagram that comes with the time-out is received by this call or the next",
    timers = 1)
final class TimeoutAgainstInput {
  private static final int PORT = 7;

  private final Card card;
  private final KSocket socket;
  private int got;

  TimeoutAgainstInput(Setup setup) {
    Machine machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
    socket.timeout(1);
  }

  @Actor
  void receive() {
    got = socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean is_not_lost() {
    return got == 1
        || got == -Errno.EWOULDBLOCK.code()
            && socket.receive(new byte[8], SocketConst.MSG_DONTWAIT) == 1;
  }
}
