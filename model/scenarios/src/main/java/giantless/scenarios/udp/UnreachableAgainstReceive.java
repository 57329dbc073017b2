package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;

/**
 * A thread goes to sleep for a datagram as an ICMP error comes for its socket. so_error is stored
 * first and the sleeper woken after that, under the mutex under which he has looked.
 */
@Scenario("Who waits for a datagram is told that the port is unreachable")
final class UnreachableAgainstReceive {
  private final Machine machine;
  private final Card card;
  private final KSocket socket;
  private int got;

  UnreachableAgainstReceive(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    socket = KSocket.udp(machine, 5000);
    Machine.must(socket.connect(Frames.PEER, 9));
  }

  @Actor
  void receive() {
    got = socket.receive(new byte[8], 0);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.portUnreachable(5000, 9));
  }

  @Invariant
  boolean receiver_was_told() {
    return got == -Errno.ECONNREFUSED.code();
  }
}
