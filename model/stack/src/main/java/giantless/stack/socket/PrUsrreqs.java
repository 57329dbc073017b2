package giantless.stack.socket;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;

/**
 * What sockets ask of a protocol, {@code struct pr_usrreqs}. Called by the socket layer with no
 * socket lock held (locking reference, section C.8); a protocol takes its own locks and tests the
 * state again under them, for it may have changed since the socket layer looked. What a protocol
 * does not have answers EOPNOTSUPP.
 */
public interface PrUsrreqs {
  /** The data are out of band. */
  int PRUS_OOB = 0x1;

  /** No more data follow: shut down after these. */
  int PRUS_EOF = 0x2;

  /** More data of the same call follow. */
  int PRUS_MORETOCOME = 0x4;

  /** Send to a directly attached net only: MSG_DONTROUTE for this one message. */
  int PRUS_DONTROUTE = 0x8;

  /** A new socket: make its control block and reserve buffers. */
  default Errno attach(Socket so, int proto, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** The connection is to be dropped at once; the socket may be gone on return. */
  default void abort(Socket so) {}

  default Errno accept(Socket so, SockAddr[] nam) {
    return Errno.EOPNOTSUPP;
  }

  /** bind(2). */
  default Errno bind(Socket so, SockAddr nam, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** connect(2). */
  default Errno connect(Socket so, SockAddr nam, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** socketpair(2). */
  default Errno connect2(Socket so1, Socket so2) {
    return Errno.EOPNOTSUPP;
  }

  /** ioctl(2) that neither the socket nor the interface list knows. */
  default Errno control(Socket so, int cmd, Object data, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** The last use of the socket has ended: free the control block and clear so_pcb. */
  default Errno detach(Socket so) {
    return Errno.EOPNOTSUPP;
  }

  default Errno disconnect(Socket so) {
    return Errno.EOPNOTSUPP;
  }

  /** listen(2). */
  default Errno listen(Socket so, int backlog, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** The peer's address goes to {@code nam[0]}; ENOTCONN if there is none. */
  default Errno peeraddr(Socket so, SockAddr[] nam) {
    return Errno.EOPNOTSUPP;
  }

  /** The reader has taken data, and there is room. */
  default Errno rcvd(Socket so, int flags) {
    return Errno.EOPNOTSUPP;
  }

  /** The out-of-band byte goes to the mbuf. */
  default Errno rcvoob(Socket so, Mbuf m, int flags) {
    return Errno.EOPNOTSUPP;
  }

  /**
   * Sends.
   *
   * @param flags PRUS_*
   * @param m the data, consumed also on failure
   * @param addr the destination, or null for the connected peer
   * @param control control messages, consumed also on failure, or null
   */
  Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred);

  /** No more data will be sent. */
  default Errno shutdown(Socket so) {
    return Errno.EOPNOTSUPP;
  }

  /** The socket's own address goes to {@code nam[0]}. */
  default Errno sockaddr(Socket so, SockAddr[] nam) {
    return Errno.EOPNOTSUPP;
  }
}
