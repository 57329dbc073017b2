package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Poll;
import giantless.stack.kern.SysException;
import giantless.stack.socket.SocketConst;

/** A thread goes to sleep in poll(2) for its connection as the peer refuses that. */
@Scenario("Who waits for a connection is told when it is refused")
final class ConnectAgainstReset {
  private final Connecting c;
  private int ready;
  private int error;

  ConnectAgainstReset(Setup setup) {
    c = new Connecting(setup);
    c.begin();
  }

  @Actor
  void await() throws SysException {
    ready = c.sys.poll(new Poll.PollFd[] {new Poll.PollFd(c.fd, Poll.POLLOUT)}, -1);
    error = c.sys.getsockoptInt(c.fd, SocketConst.SOL_SOCKET, SocketConst.SO_ERROR);
  }

  @Actor(cpu = 1)
  void input() {
    c.card.arrive(c.peer.rst());
  }

  @Invariant
  boolean was_refused() {
    return ready == 1 && error == Errno.ECONNREFUSED.code();
  }

  @Invariant
  boolean is_connected_to_nobody() {
    return Established.isOver(c.machine);
  }
}
