package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;

/** A descriptor is duplicated as it is closed: the copy is a socket, or there is none. */
@Scenario("A descriptor that is duplicated while it is closed lives on in the copy, or not at all")
final class DupAgainstClose {
  private final Bound b;
  private int copy = -1;

  DupAgainstClose(Setup setup) {
    b = new Bound(setup, true);
  }

  @Actor
  void dup() {
    Machine.errno(() -> copy = b.sys.dup(b.fd));
  }

  @Actor(cpu = 1)
  void close() throws SysException {
    b.sys.close(b.fd);
  }

  @Actor(cpu = 1)
  void input() {
    b.datagram();
  }

  @Invariant
  boolean copy_is_the_socket_or_the_socket_is_gone() {
    int sockets = b.machine.host.sockets().numopensockets();
    return copy < 0
        ? sockets == 0
        : sockets == 1 && Machine.errno(() -> b.sys.getsockname(copy)) == Errno.OK;
  }
}
