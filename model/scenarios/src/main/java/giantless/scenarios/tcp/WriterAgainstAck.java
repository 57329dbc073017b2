package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;

/** A writer goes to sleep for space in a full buffer as the peer acknowledges what is in it. */
@Scenario("Who waits for space in the send buffer is woken when some is acknowledged")
final class WriterAgainstAck {
  private static final int SPACE = 2048;

  private final Established e;
  private Errno sent;

  WriterAgainstAck(Setup setup) {
    e = new Established(setup);
    e.socket.option(SocketConst.SO_SNDBUF, SPACE);
    Machine.must(e.socket.send(0, new byte[SPACE]));
    e.peer.hear();
  }

  @Actor
  void send() {
    sent = e.socket.send(0, (byte) 'x');
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.ack());
  }

  @Invariant
  boolean was_sent() {
    return sent == Errno.OK;
  }
}
