package giantless.scenarios.socket;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;

/**
 * Two threads wait for two datagrams. The sleeper sets SB_WAIT under the mutex under which he has
 * found nothing; who appends wakes both, and one finds nothing again.
 */
@Scenario("Two readers of one socket get the two datagrams that come")
final class ReceiveAgainstInput {
  private static final int PORT = 7;

  private final Card card;
  private final KSocket socket;
  private final byte[] first = new byte[8];
  private final byte[] second = new byte[8];
  private int n1;
  private int n2;

  ReceiveAgainstInput(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, PORT);
  }

  @Actor
  void one() {
    n1 = socket.receive(first, 0);
  }

  @Actor(cpu = 1)
  void two() {
    n2 = socket.receive(second, 0);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
    card.arrive(Frames.udp(9, PORT, (byte) 'y'));
  }

  @Invariant
  boolean each_got_another() {
    return n1 == 1 && n2 == 1 && first[0] + second[0] == 'x' + 'y';
  }
}
