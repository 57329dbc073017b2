package giantless.stack.netinet;

import giantless.lock.contract.Acquires;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;

/**
 * What sockets ask of TCP, {@code tcp_usrreq.c}. Comes in with no lock; takes INFO, then the
 * block's lock, where addresses change or the connection may end, else the block's lock alone
 * (locking reference, C.1).
 *
 * <p>A socket that is in use keeps its block: they part when the user closes, or when a connection
 * ends that waits on a listener's queue, where nobody uses it. So a block that is read off the
 * socket can be locked without INFO; but it may be dropped, or in TIME_WAIT.
 */
final class TcpUsrreq implements PrUsrreqs {
  private static final int GONE = InPcb.INP_DROPPED | InPcb.INP_TIMEWAIT;

  /** Bytes of urgent data that may be sent beyond the buffer's limit. */
  private static final int OOB_SLACK = 512;

  private final Tcp tcp;
  private final InPcbInfo info;
  private final MbufPool pool;

  TcpUsrreq(Tcp tcp) {
    this.tcp = tcp;
    this.info = tcp.info;
    this.pool = tcp.inet.mbufs();
  }

  private static InPcb inp(Socket so) {
    return (InPcb) so.soPcb();
  }

  @Acquires({"info.lock", "inp.lock"})
  private void lock(InPcb inp) {
    info.lock.lock();
    inp.lock.lock();
  }

  @Releases({"info.lock", "inp.lock"})
  private void unlock(InPcb inp) {
    inp.lock.unlock();
    info.lock.unlock();
  }

  /** As {@link #unlock}, after something that may have ended the connection. */
  @Releases("info.lock")
  private void unlock(InPcb inp, Tcpcb tp) {
    if (tp != null) {
      inp.lock.unlock();
    }
    info.lock.unlock();
  }

  @Requires("inp.lock")
  private static boolean gone(InPcb inp) {
    return (inp.inpFlags & GONE) != 0;
  }

  // ---- Made, named ----

  @Override
  public Errno attach(Socket so, int proto, Ucred cred) {
    if (hiwat(so.snd) == 0 || hiwat(so.rcv) == 0) {
      Errno error =
          UipcSocket2.soreserve(
              so, tcp.sysctl.sendspace.get(), tcp.sysctl.recvspace.get(), SockBuf.SB_AUTOSIZE);
      if (error != Errno.OK) {
        return error;
      }
    }
    info.lock.lock();
    InPcb inp = info.alloc(so, 0);
    inp.lock.lock();
    tcp.subr.newtcpcb(inp);
    inp.lock.unlock();
    info.lock.unlock();
    return Errno.OK;
  }

  private static int hiwat(SockBuf sb) {
    sb.lock.lock();
    int n = sb.sbHiwat();
    sb.lock.unlock();
    return n;
  }

  @Override
  @Excludes("info.lock")
  public Errno bind(Socket so, SockAddr nam, Ucred cred) {
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    SockAddrIn sin = (SockAddrIn) nam;
    if (InAddr.isMulticast(sin.addr())) {
      return Errno.EAFNOSUPPORT;
    }
    InPcb inp = inp(so);
    lock(inp);
    Errno error = gone(inp) ? Errno.EINVAL : tcp.pcb.bind(inp, sin, cred);
    unlock(inp);
    return error;
  }

  @Override
  @Excludes("info.lock")
  public Errno listen(Socket so, int backlog, Ucred cred) {
    InPcb inp = inp(so);
    lock(inp);
    Errno error = gone(inp) ? Errno.EINVAL : Errno.OK;
    if (error == Errno.OK) {
      so.rcv.lock.lock();
      error = SoListen.solistenProtoCheck(so);
      so.rcv.lock.unlock();
    }
    if (error == Errno.OK && inp.inpLport == 0) {
      error = tcp.pcb.bind(inp, null, cred);
    }
    if (error == Errno.OK) {
      // Looked at again: in one hold with the change. The block's lock keeps connect(2) out.
      so.rcv.lock.lock();
      error = SoListen.solistenProtoCheck(so);
      if (error == Errno.OK) {
        TcpSubr.tcpcb(inp).tState = TcpState.LISTEN;
        SoListen.solistenProto(so);
      }
      so.rcv.lock.unlock();
    }
    unlock(inp);
    return error;
  }

  // ---- Connected ----

  @Override
  @Excludes("info.lock")
  public Errno connect(Socket so, SockAddr nam, Ucred cred) {
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    int addr = ((SockAddrIn) nam).addr();
    if (InAddr.isMulticast(addr)) {
      return Errno.EAFNOSUPPORT;
    }
    if (addr == InAddr.INADDR_BROADCAST) {
      return Errno.EACCES;
    }
    InPcb inp = inp(so);
    lock(inp);
    Errno error = connect(inp, so, nam, cred);
    if (error == Errno.OK) {
      error = tcp.output.output(TcpSubr.tcpcb(inp));
    }
    unlock(inp);
    return error;
  }

  /** tcp_connect(): all but the SYN itself. */
  @Requires({"info.lock", "inp.lock"})
  private Errno connect(InPcb inp, Socket so, SockAddr nam, Ucred cred) {
    if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
      return Errno.EADDRINUSE;
    }
    if ((inp.inpFlags & InPcb.INP_DROPPED) != 0) {
      return Errno.ECONNREFUSED;
    }
    Tcpcb tp = TcpSubr.tcpcb(inp);
    if (tp.tState == TcpState.LISTEN) {
      return Errno.EOPNOTSUPP;
    }
    if (tp.tState != TcpState.CLOSED) {
      return tp.tState < TcpState.ESTABLISHED ? Errno.EALREADY : Errno.EISCONN;
    }
    Errno error = tcp.pcb.connect(inp, so, nam, cred);
    if (error != Errno.OK) {
      return error;
    }
    tp.requestRScale = tcp.wscale();
    UipcSocket2.soisconnecting(so);
    tcp.stat.tcpsConnattempt.inc();
    tp.tState = TcpState.SYN_SENT;
    InConninfo inc = InConninfo.of(inp);
    tp.iss = tcp.subr.newIsn(inc);
    tp.tsOffset = tcp.subr.newTsOffset(inc);
    tp.sendseqinit();
    tp.timers.activate(TcpTimers.KEEP, tp.keepinit());
    return Errno.OK;
  }

  @Override
  @Excludes("info.lock")
  public Errno accept(Socket so, SockAddr[] nam) {
    if (so.hasState(Socket.SS_ISDISCONNECTED)) {
      return Errno.ECONNABORTED;
    }
    InPcb inp = inp(so);
    if (inp == null) {
      return Errno.ECONNABORTED;
    }
    inp.lock.lock();
    boolean ended = gone(inp);
    if (!ended && nam != null) {
      nam[0] = inp.peeraddr();
    }
    inp.lock.unlock();
    return ended ? Errno.ECONNABORTED : Errno.OK;
  }

  // ---- Ended ----

  @Override
  @Excludes("info.lock")
  public Errno disconnect(Socket so) {
    InPcb inp = inp(so);
    if (inp == null) {
      return Errno.ECONNRESET;
    }
    lock(inp);
    if (gone(inp)) {
      // TIME_WAIT is as disconnected as it can be.
      Errno error = (inp.inpFlags & InPcb.INP_TIMEWAIT) != 0 ? Errno.OK : Errno.ECONNRESET;
      unlock(inp);
      return error;
    }
    Tcpcb tp = disconnect(TcpSubr.tcpcb(inp), so);
    unlock(inp, tp);
    return Errno.OK;
  }

  /** tcp_disconnect(): closes, or drops, or lets FIN and what is in the buffer go. */
  @Requires("info.lock")
  private Tcpcb disconnect(Tcpcb tp, Socket so) {
    if (tp.tState < TcpState.ESTABLISHED) {
      return tcp.subr.close(tp);
    }
    if (so.hasOption(SocketConst.SO_LINGER) && so.soLinger() == 0) {
      return tcp.subr.drop(tp, Errno.OK);
    }
    UipcSocket2.soisdisconnecting(so);
    UipcSocket2.sbflushRcv(so);
    usrclosed(tp, so);
    if (!gone(tp.inp)) {
      tcp.output.output(tp);
    }
    return tp;
  }

  /** tcp_usrclosed(): the user sends no more. Never ends the block of a connected socket. */
  @Requires({"info.lock", "tp.inp.lock"})
  private void usrclosed(Tcpcb tp, Socket so) {
    switch (tp.tState) {
      case TcpState.SYN_SENT:
      case TcpState.SYN_RECEIVED:
        tp.tFlags |= Tcpcb.TF_NEEDFIN;
        break;
      case TcpState.ESTABLISHED:
        tp.tState = TcpState.FIN_WAIT_1;
        break;
      case TcpState.CLOSE_WAIT:
        tp.tState = TcpState.LAST_ACK;
        break;
      case TcpState.FIN_WAIT_2:
        UipcSocket2.soisdisconnected(so);
        tp.timers.activate(
            TcpTimers.MSL2,
            tcp.sysctl.fastFinwait2Recycle.on() ? tcp.sysctl.finwait2Timeout.get() : tp.maxidle());
        break;
      default:
        break;
    }
  }

  @Override
  @Excludes("info.lock")
  public Errno detach(Socket so) {
    InPcb inp = inp(so);
    if (inp == null) {
      return Errno.OK;
    }
    lock(inp);
    inp.inpFlags |= InPcb.INP_SOCKREF;
    if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
      info.part(inp); // It goes on without the socket.
      unlock(inp);
    } else if ((inp.inpFlags & InPcb.INP_DROPPED) != 0) {
      info.part(inp);
      tcp.subr.free(inp);
      info.lock.unlock();
    } else {
      Tcpcb tp = disconnect(TcpSubr.tcpcb(inp), so);
      unlock(inp, tp);
    }
    return Errno.OK;
  }

  @Override
  public void abort(Socket so) {
    info.lock.lock();
    InPcb inp = inp(so);
    if (inp == null) {
      info.lock.unlock();
      return;
    }
    inp.lock.lock();
    inp.inpFlags |= InPcb.INP_SOCKREF;
    if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
      info.part(inp);
      unlock(inp);
    } else if ((inp.inpFlags & InPcb.INP_DROPPED) != 0) {
      info.part(inp);
      tcp.subr.free(inp);
      info.lock.unlock();
    } else {
      Tcpcb tp = tcp.subr.drop(TcpSubr.tcpcb(inp), Errno.ECONNABORTED);
      unlock(inp, tp);
    }
  }

  @Override
  @Excludes("info.lock")
  public Errno shutdown(Socket so) {
    InPcb inp = inp(so);
    lock(inp);
    Errno error = Errno.ECONNRESET;
    if (!gone(inp)) {
      Tcpcb tp = TcpSubr.tcpcb(inp);
      UipcSocket2.socantsendmore(so);
      usrclosed(tp, so);
      error = tcp.output.output(tp);
    }
    unlock(inp);
    return error;
  }

  // ---- Data ----

  @Override
  public Errno rcvd(Socket so, int flags) {
    InPcb inp = inp(so);
    if (inp == null) {
      return Errno.ECONNRESET;
    }
    inp.lock.lock();
    Errno error = Errno.ECONNRESET;
    if (!gone(inp)) {
      tcp.output.output(TcpSubr.tcpcb(inp));
      error = Errno.OK;
    }
    inp.lock.unlock();
    return error;
  }

  @Override
  public Errno rcvoob(Socket so, Mbuf m, int flags) {
    InPcb inp = inp(so);
    inp.lock.lock();
    Errno error = gone(inp) ? Errno.ECONNRESET : oob(TcpSubr.tcpcb(inp), so, m, flags);
    inp.lock.unlock();
    return error;
  }

  @Requires("tp.inp.lock")
  private static Errno oob(Tcpcb tp, Socket so, Mbuf m, int flags) {
    so.rcv.lock.lock();
    boolean mark = so.soOobmark() != 0 || (so.rcv.sbState() & SockBuf.SBS_RCVATMARK) != 0;
    so.rcv.lock.unlock();
    if (!mark
        || so.hasOption(SocketConst.SO_OOBINLINE)
        || (tp.tOobflags & Tcpcb.TCPOOB_HADDATA) != 0) {
      return Errno.EINVAL;
    }
    if ((tp.tOobflags & Tcpcb.TCPOOB_HAVEDATA) == 0) {
      return Errno.EWOULDBLOCK;
    }
    m.len = 1;
    m.put8(0, tp.tIobc);
    if ((flags & SocketConst.MSG_PEEK) == 0) {
      tp.tOobflags ^= Tcpcb.TCPOOB_HAVEDATA | Tcpcb.TCPOOB_HADDATA;
    }
    return Errno.OK;
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    if (control != null) {
      boolean empty = control.len == 0;
      pool.freem(control);
      if (!empty) {
        pool.freem(m); // TCP has no control messages.
        return Errno.EINVAL;
      }
    }
    InPcb inp = inp(so);
    if (inp == null) {
      pool.freem(m);
      return Errno.ECONNRESET;
    }
    // Only what connects or closes needs INFO; plain data go with the block's lock.
    boolean needInfo = addr != null || (flags & PRUS_EOF) != 0;
    if (needInfo) {
      info.lock.lock();
    }
    inp.lock.lock();
    Errno error;
    if (gone(inp)) {
      pool.freem(m);
      error = Errno.ECONNRESET;
    } else {
      error = send(inp, so, flags, m, addr, cred);
    }
    inp.lock.unlock();
    if (needInfo) {
      info.lock.unlock();
    }
    return error;
  }

  @Requires("inp.lock")
  private Errno send(InPcb inp, Socket so, int flags, Mbuf m, SockAddr addr, Ucred cred) {
    Tcpcb tp = TcpSubr.tcpcb(inp);
    boolean oob = (flags & PRUS_OOB) != 0;
    demote(m);
    so.snd.lock.lock();
    if (oob && so.snd.sbspace() < -OOB_SLACK) {
      so.snd.lock.unlock();
      pool.freem(m);
      return Errno.ENOBUFS;
    }
    SbAppend.sbappendstreamLocked(so.snd, m);
    int cc = so.snd.sbCc();
    so.snd.lock.unlock();
    if (addr != null && tp.tState < TcpState.SYN_SENT) {
      Errno error = connect(inp, so, addr, cred);
      if (error != Errno.OK) {
        return error;
      }
      tcp.mss.mss(tp, -1);
    }
    if (oob) {
      tp.sndUp = tp.sndUna + cc;
      tp.tFlags |= Tcpcb.TF_FORCEDATA;
      Errno error = tcp.output.output(tp);
      tp.tFlags &= ~Tcpcb.TF_FORCEDATA;
      return error;
    }
    if ((flags & PRUS_EOF) != 0) {
      UipcSocket2.socantsendmore(so);
      usrclosed(tp, so);
    }
    if ((flags & PRUS_MORETOCOME) != 0) {
      tp.tFlags |= Tcpcb.TF_MORETOCOME;
    }
    Errno error = tcp.output.output(tp);
    tp.tFlags &= ~Tcpcb.TF_MORETOCOME;
    return error;
  }

  /** m_demote(): data in a buffer need no packet header. */
  private void demote(Mbuf m) {
    if (m.isPkthdr()) {
      pool.tagDeleteChain(m);
      m.flags &= ~Mbuf.M_PKTHDR;
      m.pkthdr = null;
    }
  }

  // ---- Names, ioctl ----

  @Override
  public Errno control(Socket so, int cmd, Object data, Ucred cred) {
    return new IfIoctl(tcp.inet).ioctl(cmd, data, cred);
  }

  @Override
  public Errno sockaddr(Socket so, SockAddr[] nam) {
    InPcb inp = inp(so);
    return inp == null ? Errno.ECONNRESET : UdpUsrreq.sockaddr(inp, nam);
  }

  @Override
  public Errno peeraddr(Socket so, SockAddr[] nam) {
    InPcb inp = inp(so);
    return inp == null ? Errno.ECONNRESET : UdpUsrreq.peeraddr(inp, nam);
  }
}
