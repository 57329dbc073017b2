package giantless.stack.local;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Stat;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;

/**
 * What sockets ask of the UNIX domain, {@code uipc_usrreqs}. Comes in with no lock and with a
 * reference to the socket, which keeps the control block. No state.
 */
final class UipcUsrreq implements PrUsrreqs {
  private final UnixDomain domain;
  private final UnpLocking locking;
  private final UnpSend send;
  private final UnpBind bind;

  UipcUsrreq(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
    this.send = new UnpSend(domain);
    this.bind = new UnpBind(domain);
  }

  private static boolean isConnected(int type) {
    return type != SocketConst.SOCK_DGRAM;
  }

  @Override
  public Errno attach(Socket so, int proto, Ucred cred) {
    Errno error = reserve(so);
    if (error != Errno.OK) {
      return error;
    }
    Unpcb unp = new Unpcb(locking, so, domain.newIno());
    locking.enterList();
    domain.listOf(so.soType()).insert(unp);
    so.rcv.lock.lock();
    so.setSoPcb(unp);
    so.rcv.lock.unlock();
    locking.leaveList();
    return Errno.OK;
  }

  /** A child has the limits of its listener. */
  private Errno reserve(Socket so) {
    so.snd.lock.lock();
    so.rcv.lock.lock();
    boolean has = so.snd.sbHiwat() != 0 && so.rcv.sbHiwat() != 0;
    so.rcv.lock.unlock();
    so.snd.lock.unlock();
    if (has) {
      return Errno.OK;
    }
    switch (so.soType()) {
      case SocketConst.SOCK_STREAM:
        return UipcSocket2.soreserve(
            so, domain.streamSendspace.get(), domain.streamRecvspace.get());
      case SocketConst.SOCK_DGRAM:
        return UipcSocket2.soreserve(so, domain.dgramSendspace.get(), domain.dgramRecvspace.get());
      default:
        return UipcSocket2.soreserve(
            so, domain.seqpacketSendspace.get(), domain.seqpacketRecvspace.get());
    }
  }

  @Override
  public Errno detach(Socket so) {
    UnpDetach.detach(domain, Unpcb.of(so), Errno.OK);
    return Errno.OK;
  }

  /** The peer, which waits for accept(2) or believes itself accepted, gets ECONNABORTED. */
  @Override
  public void abort(Socket so) {
    Unpcb unp = Unpcb.of(so);
    if (unp != null) {
      UnpDetach.detach(domain, unp, Errno.ECONNABORTED);
    }
  }

  @Override
  public Errno accept(Socket so, SockAddr[] nam) {
    locking.enterShared();
    Unpcb unp2 = Unpcb.of(so).unpConn;
    nam[0] = unp2 == null ? SockAddrUn.NONAME : UnixDomain.nameOf(unp2);
    if (unp2 != null && unp2.unpSocket.hasState(Socket.SS_ISCONNECTING)) {
      UipcSocket2.soisconnected(unp2.unpSocket); // LOCAL_CONNWAIT.
    }
    locking.leaveShared();
    return Errno.OK;
  }

  @Override
  public Errno bind(Socket so, SockAddr nam, Ucred cred) {
    return bind.bind(Unpcb.of(so), nam, cred);
  }

  @Override
  public Errno connect(Socket so, SockAddr nam, Ucred cred) {
    return domain.connect.connect(Unpcb.of(so), nam, cred);
  }

  @Override
  public Errno connect2(Socket so1, Socket so2) {
    if (so1.soType() != so2.soType() || so1.soProto.prFamily != so2.soProto.prFamily) {
      return Errno.EPROTOTYPE;
    }
    Unpcb unp = Unpcb.of(so1);
    Unpcb unp2 = Unpcb.of(so2);
    locking.enterExclusive();
    locking.lock(unp);
    locking.lockOther(unp, unp2);
    boolean taken = unp.unpConn != null || isConnected(so2.soType()) && unp2.unpConn != null;
    if (!taken) {
      UnpLink.connect2(unp, unp2, false);
    }
    locking.unlockOther(unp, unp2);
    locking.unlock(unp);
    locking.leaveExclusive();
    return taken ? Errno.EISCONN : Errno.OK;
  }

  @Override
  public Errno disconnect(Socket so) {
    Unpcb unp = Unpcb.of(so);
    locking.enterExclusive();
    locking.lock(unp);
    Unpcb unp2 = unp.unpConn;
    if (unp2 != null) {
      locking.lockOther(unp, unp2);
      UnpLink.disconnect(unp, unp2);
      locking.unlockOther(unp, unp2);
    }
    locking.unlock(unp);
    locking.leaveExclusive();
    return Errno.OK;
  }

  /** The credentials of now are those that peers will see; EINVAL without a name. */
  @Override
  public Errno listen(Socket so, int backlog, Ucred cred) {
    if (!isConnected(so.soType())) {
      return Errno.EOPNOTSUPP;
    }
    Unpcb unp = Unpcb.of(so);
    locking.enterPcb(unp);
    Errno error = Errno.EINVAL;
    if (unp.unpVnode != null) {
      so.rcv.lock.lock();
      error = SoListen.solistenProtoCheck(so);
      if (error == Errno.OK) {
        unp.unpPeercred = cred;
        unp.unpFlags |= Unpcb.UNP_HAVEPCCACHED;
        SoListen.solistenProto(so);
      }
      so.rcv.lock.unlock();
    }
    locking.leavePcb(unp);
    return error;
  }

  @Override
  public Errno peeraddr(Socket so, SockAddr[] nam) {
    locking.enterShared();
    Unpcb unp2 = Unpcb.of(so).unpConn;
    nam[0] = unp2 == null ? SockAddrUn.NONAME : UnixDomain.nameOf(unp2);
    locking.leaveShared();
    return Errno.OK;
  }

  @Override
  public Errno sockaddr(Socket so, SockAddr[] nam) {
    Unpcb unp = Unpcb.of(so);
    locking.enterPcb(unp);
    nam[0] = UnixDomain.nameOf(unp);
    locking.leavePcb(unp);
    return Errno.OK;
  }

  /**
   * The reader has taken data: the peer may send again. The control block's lock is that under
   * which the sender stopped it, so what is read here is not older than what the sender saw.
   */
  @Override
  public Errno rcvd(Socket so, int flags) {
    Unpcb unp = Unpcb.of(so);
    locking.enterShared();
    locking.lock(unp);
    Unpcb unp2 = unp.unpConn;
    if (unp2 != null) {
      Socket so2 = unp2.unpSocket;
      so.rcv.lock.lock();
      final int cc = so.rcv.sbCc();
      final int mbcnt = so.rcv.sbMbcnt();
      so.rcv.lock.unlock();
      SockBuf snd = so2.snd;
      snd.lock.lock();
      snd.sbgo(cc, mbcnt);
      UipcSocket2.sowwakeupLocked(so2);
    }
    locking.unlock(unp);
    locking.leaveShared();
    return Errno.OK;
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    Errno error = send.send(Unpcb.of(so), flags, m, addr, control, cred);
    if (error == Errno.OK && (flags & PrUsrreqs.PRUS_EOF) != 0) {
      shutdown(so);
    }
    return error;
  }

  @Override
  public Errno shutdown(Socket so) {
    Unpcb unp = Unpcb.of(so);
    locking.enterShared();
    locking.lock(unp);
    UipcSocket2.socantsendmore(so);
    if (isConnected(so.soType()) && unp.unpConn != null) {
      UipcSocket2.socantrcvmore(unp.unpConn.unpSocket);
    }
    locking.unlock(unp);
    locking.leaveShared();
    return Errno.OK;
  }

  /** The block size of a stream is what it may send and what its peer has not read. */
  @Override
  public Errno sense(Socket so, Stat st) {
    Unpcb unp = Unpcb.of(so);
    st.ino = unp.unpIno;
    so.snd.lock.lock();
    st.blksize = so.snd.sbHiwat();
    so.snd.lock.unlock();
    locking.enterShared();
    Unpcb unp2 = unp.unpConn;
    if (isConnected(so.soType()) && unp2 != null) {
      SockBuf rcv = unp2.unpSocket.rcv;
      rcv.lock.lock();
      st.blksize += rcv.sbCc();
      rcv.lock.unlock();
    }
    locking.leaveShared();
    return Errno.OK;
  }
}
