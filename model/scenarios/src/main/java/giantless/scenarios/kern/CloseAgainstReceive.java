package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;

/**
 * A thread is in recv(2) as another closes the descriptor. The call holds a reference to the file,
 * and so to the socket, until it returns; without it the buffer it looks at would be gone.
 */
@Scenario("A descriptor that is closed during a call takes the socket along when the call is over")
final class CloseAgainstReceive {
  private final Bound b;
  private Errno received;

  CloseAgainstReceive(Setup setup) {
    b = new Bound(setup, true);
    b.datagram();
  }

  @Actor
  void receive() {
    received = Machine.errno(() -> b.sys.recv(b.fd, new byte[8], 0));
  }

  @Actor(cpu = 1)
  void close() throws SysException {
    b.sys.close(b.fd);
  }

  @Invariant
  boolean received_or_no_such_descriptor() {
    return received == Errno.OK || received == Errno.EBADF;
  }

  @Invariant
  boolean socket_is_gone() {
    return b.machine.host.sockets().numopensockets() == 0
        && b.machine.host.kernel().files().openfiles() == 0;
  }
}
