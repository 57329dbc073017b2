package giantless.stack.local;

import giantless.lock.LockMode;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;
import giantless.stack.vfs.Vnode;

/**
 * send(2), {@code uipc_send}: what is sent is appended to the receive buffer of the peer at once,
 * in a section that keeps the connection. No state.
 */
final class UnpSend {
  private final UnixDomain domain;
  private final UnpLocking locking;
  private final MbufPool pool;
  private final UnpControl controls;

  UnpSend(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
    this.pool = domain.sockets.mbufs();
    this.controls = new UnpControl(domain);
  }

  /**
   * uipc_send. Consumes both chains.
   *
   * @return EOPNOTSUPP for out-of-band data, what {@link UnpControl#internalize} says, ENOTCONN,
   *     EISCONN, EPIPE, ENOBUFS for a datagram that the receiver has no room for, and with an
   *     address what {@link UnpConnect#lookup} says
   */
  Errno send(Unpcb unp, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    if ((flags & PrUsrreqs.PRUS_OOB) != 0) {
      release(m);
      release(control);
      return Errno.EOPNOTSUPP;
    }
    UnpControl.Message msg = null;
    if (control != null) {
      Errno[] error = new Errno[1];
      msg = controls.internalize(control, cred, error);
      if (msg == null) {
        release(m);
        return error[0];
      }
    }
    // Appended chains are taken out of here.
    Mbuf[] parts = {m, msg == null ? null : msg.chain};
    Errno error =
        unp.unpSocket.soType() == SocketConst.SOCK_DGRAM
            ? sendDgram(unp, parts, addr, cred)
            : sendStream(unp, parts, cred);
    if (parts[1] != null) {
      domain.rights.dispose(parts[1]);
      release(parts[1]);
    }
    release(parts[0]);
    if (msg != null) {
      msg.letGo(domain.kernel.curthread());
    }
    return error;
  }

  private void release(Mbuf m) {
    if (m != null) {
      pool.freem(m);
    }
  }

  // ---- Datagrams ----

  private Errno sendDgram(Unpcb unp, Mbuf[] parts, SockAddr addr, Ucred cred) {
    if (addr != null) {
      locking.enterPcb(unp);
      boolean taken = unp.unpConn != null;
      locking.leavePcb(unp);
      if (taken) {
        return Errno.EISCONN; // Whatever the name is.
      }
      return domain.connect.lookup(addr, cred, vp -> sendTo(unp, vp, parts, cred));
    }
    locking.enterShared();
    Unpcb unp2 = unp.unpConn;
    Errno error = unp2 == null ? Errno.ENOTCONN : appendDgram(unp, unp2, parts, cred);
    locking.leaveShared();
    return error;
  }

  /**
   * To a name: the section keeps the socket that is bound to it. The sender may have been connected
   * during the walk.
   */
  private Errno sendTo(Unpcb unp, Vnode vp, Mbuf[] parts, Ucred cred) {
    locking.enterShared();
    Socket so2 = (Socket) vp.socket();
    Errno error = unp.unpConn != null ? Errno.EISCONN : UnpConnect.target(unp.unpSocket, so2);
    if (error == Errno.OK) {
      error = appendDgram(unp, Unpcb.of(so2), parts, cred);
    }
    locking.leaveShared();
    return error;
  }

  @Requires(value = "locking.link", mode = LockMode.SHARED)
  private Errno appendDgram(Unpcb unp, Unpcb unp2, Mbuf[] parts, Ucred cred) {
    Socket so2 = unp2.unpSocket;
    SockAddrUn from = UnixDomain.nameOf(unp);
    locking.lock(unp2);
    if ((unp2.unpFlags & Unpcb.UNP_WANTCRED) != 0) {
      parts[1] = controls.addSockcred(parts[1], cred);
    }
    so2.rcv.lock.lock();
    boolean ok = SbAppend.sbappendaddrLocked(so2.rcv, from, parts[0], parts[1]);
    if (ok) {
      parts[0] = null;
      parts[1] = null;
      UipcSocket2.sorwakeupLocked(so2);
    } else {
      UipcSocket2.soroverflowLocked(so2);
    }
    locking.unlock(unp2);
    return ok ? Errno.OK : Errno.ENOBUFS;
  }

  // ---- Streams and sequenced packets ----

  /**
   * The receiver's control block stays locked from the append until the sender is stopped, if it
   * is: {@link UipcUsrreq#rcvd} takes the same lock, so a reader that drains the buffer in between
   * does not let the sender go before it was stopped.
   */
  private Errno sendStream(Unpcb unp, Mbuf[] parts, Ucred cred) {
    Socket so = unp.unpSocket;
    locking.enterShared();
    so.snd.lock.lock();
    boolean cantSend = (so.snd.sbState() & SockBuf.SBS_CANTSENDMORE) != 0;
    so.snd.lock.unlock();
    Unpcb unp2 = unp.unpConn;
    if (cantSend || unp2 == null) {
      locking.leaveShared();
      return cantSend ? Errno.EPIPE : Errno.ENOTCONN;
    }
    locking.lock(unp2);
    if ((unp2.unpFlags & Unpcb.UNP_WANTCRED) != 0) {
      // Once for a connection.
      unp2.unpFlags &= ~Unpcb.UNP_WANTCRED;
      parts[1] = controls.addSockcred(parts[1], cred);
    }
    SockBuf rcv = unp2.unpSocket.rcv;
    rcv.lock.lock();
    Errno error = append(unp, rcv, parts);
    final int cc = rcv.sbCc();
    final int mbcnt = rcv.sbMbcnt();
    if (error == Errno.OK) {
      UipcSocket2.sorwakeupLocked(unp2.unpSocket);
    } else {
      rcv.lock.unlock();
    }
    so.snd.lock.lock();
    so.snd.sbstop(cc, mbcnt);
    so.snd.lock.unlock();
    locking.unlock(unp2);
    locking.leaveShared();
    return error;
  }

  @Requires("rcv.lock")
  private static Errno append(Unpcb unp, SockBuf rcv, Mbuf[] parts) {
    if ((rcv.sbState() & SockBuf.SBS_CANTRCVMORE) != 0) {
      return Errno.EPIPE; // The peer has shut down reading.
    }
    if (unp.unpSocket.soType() == SocketConst.SOCK_SEQPACKET) {
      if (!SbAppend.sbappendaddrNospacecheckLocked(rcv, SockAddrUn.NONAME, parts[0], parts[1])) {
        return Errno.ENOBUFS;
      }
    } else if (parts[1] != null) {
      SbAppend.sbappendcontrolNospacecheckLocked(rcv, parts[0], parts[1]);
    } else {
      SbAppend.sbappendLocked(rcv, parts[0]);
    }
    parts[0] = null;
    parts[1] = null;
    return Errno.OK;
  }
}
