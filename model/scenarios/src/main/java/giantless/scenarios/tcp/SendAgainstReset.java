package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Errno;

/**
 * A thread has tested that the socket may send, and the connection is reset before it does. It
 * looks at so_state without the socket lock (locking reference, C.8), hence ENOTCONN between
 * so_error and the end of the send buffer.
 */
@Scenario("Data that are sent as the connection is reset go out, or the sender is told")
final class SendAgainstReset {
  private final Established e;
  private Errno sent;

  SendAgainstReset(Setup setup) {
    e = new Established(setup);
  }

  @Actor
  void send() {
    sent = e.socket.send(0, (byte) 'x');
  }

  @Actor(cpu = 1)
  void input() {
    e.card.arrive(e.peer.rst());
  }

  @Invariant
  boolean sent_or_told() {
    return sent == Errno.OK
        || sent == Errno.EPIPE
        || sent == Errno.ECONNRESET
        || sent == Errno.ENOTCONN;
  }

  @Invariant
  boolean nothing_stays_in_the_buffer() {
    e.socket.so.snd.lock.lock();
    int cc = e.socket.so.snd.sbCc();
    e.socket.so.snd.lock.unlock();
    return cc == 0;
  }
}
