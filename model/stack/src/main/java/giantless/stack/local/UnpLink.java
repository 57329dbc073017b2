package giantless.stack.local;

import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;

/**
 * The ends of connections: {@code unp_connect2}, {@code unp_disconnect}, {@code unp_drop}. Called
 * in an exclusive section with both control blocks locked. No state.
 */
final class UnpLink {
  private UnpLink() {}

  /**
   * unp_connect2: connects two control blocks of one type that are not connected.
   *
   * @param waits with LOCAL_CONNWAIT the first is connected when accept(2) takes the second
   */
  @Requires({"unp.link", "unp.mtx", "unp2.mtx"})
  static void connect2(Unpcb unp, Unpcb unp2, boolean waits) {
    Socket so = unp.unpSocket;
    unp.unpConn = unp2;
    if (so.soType() == SocketConst.SOCK_DGRAM) {
      unp2.addRef(unp);
      UipcSocket2.soisconnected(so);
      return;
    }
    unp2.unpConn = unp;
    if (waits && (unp.unpFlags & Unpcb.UNP_CONNWAIT) != 0) {
      UipcSocket2.soisconnecting(so);
    } else {
      UipcSocket2.soisconnected(so);
    }
    UipcSocket2.soisconnected(unp2.unpSocket);
  }

  /** unp_disconnect: a datagram socket leaves its peer; of any other both are disconnected. */
  @Requires({"unp.link", "unp.mtx", "unp2.mtx"})
  static void disconnect(Unpcb unp, Unpcb unp2) {
    unp.unpConn = null;
    if (unp.unpSocket.soType() == SocketConst.SOCK_DGRAM) {
      unp2.removeRef(unp);
      UipcSocket2.soisunconnected(unp.unpSocket);
      return;
    }
    UipcSocket2.soisdisconnected(unp.unpSocket);
    unp2.unpConn = null;
    UipcSocket2.soisdisconnected(unp2.unpSocket);
  }

  /** unp_drop: the peer is lost, and the socket gets an error to report. */
  @Requires({"unp.link", "unp.mtx", "unp2.mtx"})
  static void drop(Unpcb unp, Unpcb unp2, Errno error) {
    unp.unpSocket.setSoError(error);
    disconnect(unp, unp2);
  }
}
