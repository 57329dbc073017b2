package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;
import giantless.stack.kern.Errno;

/** tcpdrop(8) ends a connection that sends. */
@Scenario("A connection that is dropped while it sends is gone, and the sender is told")
final class DropAgainstSend {
  private final Established e;
  private Errno sent;

  DropAgainstSend(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void drop() {
    Machine.must(e.machine.host.tcp().pcblist().drop(Frames.OURS, Peer.PORT, Frames.PEER, 4000));
  }

  @Actor(cpu = 1)
  void send() {
    sent = e.socket.send(0, (byte) 'x');
  }

  @Invariant
  boolean sent_or_told_and_the_peer_was_reset() {
    return (sent == Errno.OK
            || sent == Errno.EPIPE
            || sent == Errno.ECONNABORTED
            || sent == Errno.ECONNRESET
            || sent == Errno.ENOTCONN)
        && e.peer.heard(Peer.RST) == 1;
  }
}
