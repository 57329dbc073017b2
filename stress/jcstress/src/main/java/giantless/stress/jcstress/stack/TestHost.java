package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.EtherIf;
import giantless.stack.net.Ifnet;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import giantless.stress.jcstress.Machine;

/** The host whose objects the tests of this package share out. */
final class TestHost {
  static final Host HOST =
      Host.builder().runtime(Machine.RT).tunable("kern.ipc.maxsockets", 1 << 20).build();

  private static final AtomicInt UNITS = Machine.RT.atomicInt(0);

  private TestHost() {}

  /** An Ethernet interface that nobody attached, of a name of its own; frames are dropped. */
  static EtherIf ether(byte[] lladdr) {
    return new EtherIf(HOST.net(), "ether" + UNITS.fetchAdd(1), lladdr) {
      @Override
      protected void transmit(Mbuf m) {
        mbufs.freem(m);
      }
    };
  }

  /** An Ethernet interface of a name of its own on the host; the test detaches it. */
  static EtherIf attached(byte[] lladdr) {
    EtherIf ifp = ether(lladdr);
    attach(ifp);
    return ifp;
  }

  /** Puts an interface on the host. */
  static void attach(Ifnet ifp) {
    Errno error = HOST.net().attach(ifp);
    if (error != Errno.OK) {
      throw new AssertionError("attach: " + error);
    }
  }

  /** System calls that do not fail here. */
  interface Calls {
    void make() throws SysException;
  }

  static void must(Calls calls) {
    try {
      calls.make();
    } catch (SysException e) {
      throw new AssertionError(e);
    }
  }

  /** A UDP socket; the test closes it. */
  static Socket socket() {
    Socket[] so = new Socket[1];
    Errno error =
        UipcSocket.socreate(
            HOST.sockets(), SocketConst.AF_INET, so, SocketConst.SOCK_DGRAM, 0, Ucred.root());
    if (error != Errno.OK) {
      throw new AssertionError("socreate: " + error);
    }
    return so[0];
  }
}
