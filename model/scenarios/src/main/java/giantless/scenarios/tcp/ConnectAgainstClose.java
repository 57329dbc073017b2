package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Peer;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;

/**
 * A thread connects a socket as another closes its descriptor. The call holds the file: the SYN may
 * go out, but nobody is left who could use the connection.
 */
@Scenario("A socket that is closed as it is connected is gone, with or without a SYN")
final class ConnectAgainstClose {
  private final Connecting c;
  private Errno answer;

  ConnectAgainstClose(Setup setup) {
    c = new Connecting(setup);
  }

  @Actor
  void connect() {
    answer = c.connect();
  }

  @Actor(cpu = 1)
  void close() throws SysException {
    c.sys.close(c.fd);
  }

  @Invariant
  boolean connection_began_or_there_was_no_descriptor() {
    return answer == Errno.EINPROGRESS && c.peer.heard(Peer.SYN) == 1
        || answer == Errno.EBADF && c.peer.heard(Peer.SYN) == 0;
  }

  @Invariant
  boolean nothing_is_left() {
    return c.connections() == 0 && c.machine.host.sockets().numopensockets() == 0;
  }
}
