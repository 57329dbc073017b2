package giantless.scenarios.kern;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.socket.SocketConst;

/** dup2(2) puts another socket in the place of the one that a thread receives from. */
@Scenario("A call on a descriptor that is replaced has the old socket or the new one")
final class Dup2AgainstReceive {
  private final Bound b;
  private final int other;
  private Errno received;

  Dup2AgainstReceive(Setup setup) throws SysException {
    b = new Bound(setup, true);
    b.datagram();
    other = b.sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
  }

  @Actor
  void receive() {
    received = Machine.errno(() -> b.sys.recv(b.fd, new byte[8], SocketConst.MSG_DONTWAIT));
  }

  @Actor(cpu = 1)
  void dup2() throws SysException {
    b.sys.dup2(other, b.fd);
  }

  @Invariant
  boolean datagram_of_the_old_or_nothing_of_the_new() {
    return received == Errno.OK || received == Errno.EWOULDBLOCK;
  }

  @Invariant
  boolean old_socket_is_gone() {
    return b.machine.host.sockets().numopensockets() == 1;
  }
}
