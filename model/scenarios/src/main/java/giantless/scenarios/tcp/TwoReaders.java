package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;

/** Two readers take bytes of a stream that come in two segments: sblock keeps them apart. */
@Scenario("Two readers of a stream get its bytes in order and none twice")
final class TwoReaders {
  private final Established e;
  private final byte[] first = new byte[1];
  private final byte[] second = new byte[1];

  TwoReaders(Setup setup) {
    e = new Established(setup);
    e.peer.send((byte) 'a');
  }

  @Actor
  void one() {
    e.socket.receive(first, 0);
  }

  @Actor(cpu = 1)
  void two() {
    e.socket.receive(second, 0);
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.data((byte) 'b'));
  }

  @Invariant
  boolean each_got_one() {
    return first[0] + second[0] == 'a' + 'b' && first[0] != second[0];
  }
}
