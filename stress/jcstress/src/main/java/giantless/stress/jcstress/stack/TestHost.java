package giantless.stress.jcstress.stack;

import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.EtherIf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import giantless.stress.jcstress.Machine;

/** The host whose objects the tests of this package share out. */
final class TestHost {
  static final Host HOST =
      Host.builder().runtime(Machine.RT).tunable("kern.ipc.maxsockets", 1 << 20).build();

  private TestHost() {}

  /** An Ethernet interface that nobody attached; frames are dropped. */
  static EtherIf ether(byte[] lladdr) {
    return new EtherIf(HOST.net(), "ether", lladdr) {
      @Override
      protected void transmit(Mbuf m) {
        mbufs.freem(m);
      }
    };
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
