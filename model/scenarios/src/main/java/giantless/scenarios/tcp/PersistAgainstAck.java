package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.netinet.Ip;

/** The persist timer fires as the peer opens its window. */
@Scenario(value = "A window that opens as it is probed lets the data go out", timers = 1)
final class PersistAgainstAck {
  private final Established e;

  PersistAgainstAck(Setup setup) {
    e = new Established(setup);
    e.peer.closeWindow();
    Machine.must(e.socket.send(0, (byte) 'x', (byte) 'y'));
    e.card.forget();
  }

  @Actor
  void look() {
    e.card.isDying();
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.ack());
  }

  @Invariant
  boolean data_went_out() {
    for (byte[] f : e.card.sent()) {
      if (Frames.proto(f) == Ip.IPPROTO_TCP && Frames.payload(f) == 2) {
        return true;
      }
    }
    return false;
  }
}
