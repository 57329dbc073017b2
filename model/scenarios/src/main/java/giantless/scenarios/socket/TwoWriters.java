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

/** Two threads send on one socket: sblock keeps the calls apart (D-10). */
@Scenario("Two datagrams that are sent on one socket at once go out whole")
final class TwoWriters {
  private final Card card;
  private final KSocket socket;
  private Errno first;
  private Errno second;

  TwoWriters(Setup setup) {
    Machine machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    socket = KSocket.udp(machine);
    Machine.must(socket.connect(Frames.PEER, 9));
    card.forget();
  }

  @Actor
  void one() {
    first = socket.send(0, (byte) 'x');
  }

  @Actor(cpu = 1)
  void two() {
    second = socket.send(0, (byte) 'y');
  }

  @Invariant
  boolean both_went_out() {
    return first == Errno.OK
        && second == Errno.OK
        && card.sent(Frames.IP) == 2
        && Frames.data(card.sent().get(0)) + Frames.data(card.sent().get(1)) == 'x' + 'y';
  }
}
