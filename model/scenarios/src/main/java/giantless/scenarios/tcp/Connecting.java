package giantless.scenarios.tcp;

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

/** A process with a TCP socket that is about to connect to port 80 of the peer. */
final class Connecting {
  private static final int FPORT = 80;
  private static final int LPORT = 5000;

  final Machine machine;
  final Card card;
  final Peer peer;
  final Syscalls sys;
  final int fd;

  Connecting(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    peer = new Peer(card, FPORT, LPORT);
    sys = machine.syscalls(machine.proc("p"));
    try {
      fd = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_STREAM, 0);
      sys.bind(fd, new SockAddrIn(0, LPORT));
      sys.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** connect(2), which does not wait. */
  Errno connect() {
    return Machine.errno(() -> sys.connect(fd, new SockAddrIn(Frames.PEER, FPORT)));
  }

  /** For set-up: connects until the peer has the SYN. */
  void begin() {
    if (connect() != Errno.EINPROGRESS) {
      throw new AssertionError("set-up: no SYN");
    }
    peer.hear();
    card.forget();
  }

  int connections() {
    return machine.host.tcp().info().count();
  }
}
