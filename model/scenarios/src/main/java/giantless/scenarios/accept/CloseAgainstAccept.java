package giantless.scenarios.accept;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/**
 * The descriptor of a listener is closed as a thread accepts: the call holds the file, so the
 * listener is closed after it, or the call finds no such descriptor and the queue is aborted.
 */
@Scenario("A connection that waits as its listener is closed is accepted or reset")
final class CloseAgainstAccept {
  private final Machine machine;
  private final Peer peer;
  private final Syscalls sys;
  private final int fd;
  private Errno answer;
  private int child = -1;

  CloseAgainstAccept(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    Card card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    sys = machine.syscalls(machine.proc("p"));
    try {
      fd = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
      sys.bind(fd, new SockAddrIn(0, Peer.PORT));
      sys.listen(fd, 1);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
    peer = new Peer(card, 4000);
    peer.connect();
    card.forget();
  }

  @Actor
  void accept() {
    answer = Machine.errno(() -> child = sys.accept(fd, null));
  }

  @Actor(cpu = 1)
  void close() throws SysException {
    sys.close(fd);
  }

  @Invariant
  boolean accepted_or_reset() {
    boolean there = answer == Errno.OK;
    return (there || answer == Errno.EBADF)
        && there == child >= 0
        && peer.heard(Peer.RST) == (there ? 0 : 1);
  }

  @Invariant
  boolean only_what_was_accepted_is_left() {
    int left = answer == Errno.OK ? 1 : 0;
    return machine.host.sockets().numopensockets() == left
        && machine.host.tcp().info().count() == left;
  }
}
