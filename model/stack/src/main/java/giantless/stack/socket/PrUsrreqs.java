package giantless.stack.socket;

import giantless.stack.kern.Errno;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Ucred;
import giantless.stack.kern.Uio;
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

  /**
   * A new socket: make its control block and reserve buffers, unless they have limits already, as a
   * child of a listener has. For such a child the protocol's own locks may be held by the caller of
   * {@link SoListen#sonewconn}.
   */
  default Errno attach(Socket so, int proto, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /**
   * The connection is to be dropped at once. The socket is on no queue, has no descriptor, and the
   * caller keeps a reference. It may be called with the protocol's locks of the listener held, by
   * {@link SoListen#sonewconn}. If the control block is gone already there is nothing to do.
   */
  default void abort(Socket so) {}

  /**
   * accept(2) has taken the socket off its listener's queue: the peer's address goes to {@code
   * nam[0]}. ECONNABORTED if the connection has ended meanwhile, also when the control block is
   * gone.
   */
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

  /** socketpair(2): connects two sockets of this protocol, without a name. */
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

  /**
   * listen(2). Under the protocol's locks: take the socket lock, call {@link
   * SoListen#solistenProtoCheck}, and if it is OK change the own state and call {@link
   * SoListen#solistenProto} in the same hold. The socket layer sets the backlog afterwards.
   */
  default Errno listen(Socket so, int backlog, Ucred cred) {
    return Errno.EOPNOTSUPP;
  }

  /** The peer's address goes to {@code nam[0]}; ENOTCONN if there is none. */
  default Errno peeraddr(Socket so, SockAddr[] nam) {
    return Errno.EOPNOTSUPP;
  }

  /**
   * The reader has taken data, and there is room. Only for PR_WANTRCVD; also called, with flags 0,
   * before the first read of a connection that is SS_ISCONFIRMING.
   */
  default Errno rcvd(Socket so, int flags) {
    return Errno.EOPNOTSUPP;
  }

  /**
   * The out-of-band byte goes to the mbuf, which has room and length 0.
   *
   * @param flags MSG_PEEK: the byte stays
   * @return EINVAL if there is no urgent data or they are read in line, EWOULDBLOCK if the byte has
   *     not come yet
   */
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

  /** fstat(2): what the protocol knows better than the socket, for example the inode. */
  default Errno sense(Socket so, Stat st) {
    return Errno.OK;
  }

  /** sosend(9) for the protocol; consumes {@code top} and {@code control} also on failure. */
  default Errno sosend(
      Socket so, SockAddr addr, Uio uio, Mbuf top, Mbuf control, int flags, Ucred cred) {
    return SoSend.sosend(so, addr, uio, top, control, flags, cred);
  }

  /** soreceive(9) for the protocol. */
  default Errno soreceive(SoReceive call) {
    return call.receive();
  }

  /** sopoll(9) for the protocol. */
  default int sopoll(Socket so, int events, ProcThread td) {
    return SysSocket.sopoll(so, events, td);
  }
}
