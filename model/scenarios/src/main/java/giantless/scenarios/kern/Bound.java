package giantless.scenarios.kern;

import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/** A process with a UDP socket on port 7, and a card on which datagrams for it come. */
final class Bound {
  static final int PORT = 7;

  final Machine machine;
  final Card card;
  final Proc proc;
  final Syscalls sys;
  final int fd;

  Bound(Setup setup, boolean mpsafe) {
    machine = Machine.of(setup, Host.builder().mbufsMayFail(false).mpsafe(mpsafe));
    setup.background(machine.rt.callouts());
    card = machine.card("em0", "10.0.0.1/24");
    proc = machine.proc("p");
    sys = machine.syscalls(proc);
    try {
      fd = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
      sys.bind(fd, new SockAddrIn(0, PORT));
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** A datagram of one byte comes. */
  void datagram() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  /** Whether a datagram can be read now. */
  boolean hasOne() {
    return Machine.errno(() -> sys.recv(fd, new byte[8], SocketConst.MSG_DONTWAIT)) == Errno.OK;
  }
}
