package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.socket.SocketConst;

/** A reader looks at the stream as more of it comes. */
@Scenario("A reader that peeks sees a prefix of what a reader then gets")
final class PeekAgainstData {
  private final Established e;
  private final byte[] peeked = new byte[8];
  private int seen;

  PeekAgainstData(Setup setup) {
    e = new Established(setup);
    e.peer.send((byte) 'a');
  }

  @Actor
  void peek() {
    seen = e.socket.receive(peeked, SocketConst.MSG_PEEK);
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.data((byte) 'b'));
  }

  @Invariant
  boolean prefix() {
    byte[] all = new byte[8];
    int n = e.socket.receive(all, 0);
    return n == 2
        && all[0] == 'a'
        && all[1] == 'b'
        && (seen == 1 || seen == 2)
        && peeked[0] == 'a'
        && (seen == 1 || peeked[1] == 'b');
  }
}
