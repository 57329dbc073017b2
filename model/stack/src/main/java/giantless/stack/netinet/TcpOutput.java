package giantless.stack.netinet;

import giantless.lock.contract.Confined;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;

/**
 * tcp_output(): decides whether a segment is to be sent and which (RFC 9293 section 3.8.6, RFC 1122
 * section 4.2.3.4, RFC 6675), and goes on until there is nothing more. {@link TcpSend} makes the
 * segment. Called with the connection's lock, and no buffer's.
 */
final class TcpOutput {
  private static final int MAXWIN = 65535;

  private final Tcp tcp;
  private final TcpSend send;

  TcpOutput(Tcp tcp) {
    this.tcp = tcp;
    this.send = new TcpSend(tcp);
  }

  /** One segment while it is being decided on. */
  @Confined("the call")
  static final class Plan {
    /** Where its data begin in the send buffer. */
    int off;

    /** How many bytes of data. */
    int len;

    int flags;

    /** The window to advertise. */
    int recwin;

    /** sb_hiwat of the receive buffer. */
    int rcvHiwat;

    /** Whether the receive buffer grows by itself. */
    boolean rcvAutosize;

    /** Nothing was in flight when the call began. */
    boolean idle;

    /** There is more to send behind it. */
    boolean sendalot;

    /** The hole that it fills, or null. */
    SackHole hole;

    /** Bytes in the send buffer. */
    int avail;

    /** The smaller of both windows. */
    int sendwin;

    /** The segment size that a SYN offers. */
    int mssopt;

    /** When the call began to send, on the clock of {@link Tcp#ticks}. */
    int now;
  }

  /**
   * tcp_output.
   *
   * @return OK; ENOBUFS for want of memory, or what ip_output says of a connection that is not
   *     established
   */
  @Requires("tp.inp.lock")
  Errno output(Tcpcb tp) {
    tp.inp.lock.assertOwned();
    Socket so = tp.inp.inpSocket();
    boolean idle = tp.has(Tcpcb.TF_LASTIDLE) || tp.sndMax == tp.sndUna;
    if (idle && tcp.ticks() - tp.tRcvtime >= tp.rtt.rxtcur) {
      tcp.cong.afterIdle(tp);
    }
    tp.tFlags &= ~Tcpcb.TF_LASTIDLE;
    if (idle && tp.has(Tcpcb.TF_MORETOCOME)) {
      tp.tFlags |= Tcpcb.TF_LASTIDLE;
      idle = false;
    }
    boolean sent = false;
    int now = 0;
    while (true) {
      sendNext(tp);
      Plan p = new Plan();
      p.idle = idle;
      receiveBuffer(tp, so, p);
      if (!TcpState.haveEstablished(tp.tState)) {
        p.mssopt = tcp.mss.mssopt(tp.inp.faddr()); // Before the buffer is locked.
      }
      so.snd.lock.lock();
      boolean go = plan(tp, so, p);
      if (!go) {
        persistOrNot(tp, so.snd.sbCc());
        so.snd.lock.unlock();
        return Errno.OK;
      }
      now = sent ? now : tcp.ticks();
      sent = true;
      p.now = now;
      Errno error = send.send(tp, so, p); // Releases the buffer's lock.
      if (error == Errno.EMSGSIZE && p.sendalot) {
        continue; // The segment size was adjusted.
      }
      if (error != Errno.OK || !p.sendalot) {
        return error;
      }
    }
  }

  /**
   * Where to go on if snd_nxt was drawn back, by a timeout or a window that was shut: not with what
   * the peer has; and in a recovery it is the holes that are sent again, and what is beside them is
   * unsent data (RFC 6675 section 4, NextSeg (2)). To a window that is shut go probes of the first.
   */
  @Requires("tp.inp.lock")
  private static void sendNext(Tcpcb tp) {
    if (!tp.has(Tcpcb.TF_SACK_PERMIT) || TcpSeq.geq(tp.sndNxt, tp.sndMax)) {
      return;
    }
    boolean repairs = tp.cc.fastRecovery && !tp.sack.isEmpty() && tp.sndWnd > 0;
    tp.sndNxt = repairs ? tp.sndMax : tp.sack.adjust(tp.sndNxt);
  }

  /** What is to be known of the receive buffer, in one hold of its lock. */
  @Requires("tp.inp.lock")
  private static void receiveBuffer(Tcpcb tp, Socket so, Plan p) {
    SockBuf sb = so.rcv;
    sb.lock.lock();
    int space = Math.max(sb.sbspace(), 0);
    p.rcvHiwat = sb.sbHiwat();
    p.rcvAutosize = sb.isAutosize();
    sb.lock.unlock();
    p.recwin = Math.min(space, MAXWIN << tp.rcvScale);
  }

  /** Fills in the plan; false if nothing is to be sent now. */
  @Requires({"tp.inp.lock", "so.snd.lock"})
  private boolean plan(Tcpcb tp, Socket so, Plan p) {
    p.avail = so.snd.sbCc();
    p.flags = TcpState.outflags(tp.tState);
    p.sendwin = Math.min(tp.sndWnd, tp.cc.cwnd);
    p.off = tp.sndNxt - tp.sndUna;
    sackHole(tp, p);
    if (tp.has(Tcpcb.TF_NEEDFIN)) {
      p.flags |= TcpHeader.FIN;
    }
    if (tp.has(Tcpcb.TF_NEEDSYN)) {
      p.flags |= TcpHeader.SYN;
    }
    probe(tp, p);
    if (p.hole == null) {
      newData(tp, p);
    }
    if ((p.flags & TcpHeader.SYN) != 0 && TcpSeq.gt(tp.sndNxt, tp.sndUna)) {
      // The SYN was sent; it takes no part of the buffer.
      if (tp.tState != TcpState.SYN_RECEIVED) {
        p.flags &= ~TcpHeader.SYN;
      }
      p.off--;
      p.len++;
    }
    if ((p.flags & TcpHeader.SYN) != 0) {
      p.len = 0;
      p.flags &= ~TcpHeader.FIN;
    }
    if (p.len < 0) {
      p.len = 0;
      if (p.sendwin == 0 && p.off < p.avail && TcpState.haveEstablished(tp.tState)) {
        windowClosed(tp, p);
      }
    }
    tcp.autobuf.sending(tp, so.snd, p.sendwin);
    int max = tp.tMaxseg;
    if (p.len > max) {
      p.len = max;
      p.sendalot = true;
    }
    int seq = p.hole != null ? p.hole.rxmit : tp.sndNxt;
    if (p.hole != null || TcpSeq.lt(seq + p.len, tp.sndUna + p.avail)) {
      p.flags &= ~TcpHeader.FIN;
    }
    return worthwhile(tp, p);
  }

  /** tcp_sack_output(): in recovery the holes come first. */
  @Requires("tp.inp.lock")
  private void sackHole(Tcpcb tp, Plan p) {
    if (!tp.has(Tcpcb.TF_SACK_PERMIT) || !tp.cc.fastRecovery) {
      return;
    }
    int maxseg = tp.maxseg();
    SackHole h = tp.sack.next(tp.cc.recover, maxseg);
    if (h == null && tp.sndMax - tp.sndUna >= p.avail) {
      h = tp.sack.nextAny(tp.cc.recover); // No new data either: better a guess than silence.
    }
    if (h == null) {
      return;
    }
    int room = recoveryRoom(tp, p.sendwin);
    boolean first = tp.sack.rexmitBytes() == 0 && !tp.prr.active();
    int end = TcpSeq.min(TcpSeq.min(h.end, tp.cc.recover), tp.sndUna + tp.sndWnd);
    int len = Math.min(end - h.rxmit, maxseg);
    if (len <= 0 || !first && room < len) {
      return;
    }
    p.hole = h;
    p.len = len;
    p.off = h.rxmit - tp.sndUna;
    p.sendalot = true;
  }

  /** Bytes that may be sent in recovery now: by RFC 6937, else up to a window by RFC 6675. */
  @Requires("tp.inp.lock")
  private static int recoveryRoom(Tcpcb tp, int win) {
    if (tp.prr.active()) {
      return Math.max(Math.min(tp.prr.room(), tp.sndWnd), 0);
    }
    int pipe = tp.sack.pipe(tp.sndUna, tp.sndMax, tp.maxseg());
    return Math.max(win - Math.max(pipe, 0), 0);
  }

  /** A window probe is one byte beyond the window. */
  @Requires("tp.inp.lock")
  private static void probe(Tcpcb tp, Plan p) {
    if (!tp.has(Tcpcb.TF_FORCEDATA)) {
      return;
    }
    if (p.sendwin == 0) {
      if (p.off < p.avail) {
        p.flags &= ~TcpHeader.FIN;
      }
      p.sendwin = 1;
    } else {
      tp.timers.stop(TcpTimers.PERSIST);
      tp.rtt.rxtshift = 0;
    }
  }

  /** What the windows allow behind what was sent. */
  @Requires("tp.inp.lock")
  private void newData(Tcpcb tp, Plan p) {
    if (tp.cc.fastRecovery
        && tp.has(Tcpcb.TF_SACK_PERMIT)
        && !tp.sack.isEmpty()
        && !tp.has(Tcpcb.TF_FORCEDATA)) {
      // RFC 6675 section 5 (C): as much as the pipe lets through, within the peer's window.
      p.len = Math.min(Math.min(p.avail, tp.sndWnd) - p.off, recoveryRoom(tp, tp.cc.cwnd));
      if (p.len < 0 && p.avail >= p.off) {
        p.len = 0;
      }
      return;
    }
    p.len = Math.min(p.avail, p.sendwin) - p.off;
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && TcpSeq.lt(tp.sndNxt, tp.sndMax) && p.len > 0) {
      p.len = tp.sack.room(tp.sndNxt, p.len);
      p.sendalot |= p.len < Math.min(p.avail, p.sendwin) - p.off;
    }
  }

  /** The peer has shut its window: what is beyond was not sent, and the persist timer watches. */
  @Requires("tp.inp.lock")
  private static void windowClosed(Tcpcb tp, Plan p) {
    tp.timers.stop(TcpTimers.REXMT);
    tp.rtt.rxtshift = 0;
    tp.sndNxt = tp.sndUna;
    p.off = 0;
    if (!tp.timers.active(TcpTimers.PERSIST)) {
      tp.timers.setpersist();
    }
  }

  /** Sender's silly window avoidance, Nagle, window updates, and what must go at once. */
  @Requires("tp.inp.lock")
  private boolean worthwhile(Tcpcb tp, Plan p) {
    if (p.len > 0) {
      boolean nagleOff = p.idle || tp.has(Tcpcb.TF_NODELAY);
      if (p.len >= tp.fixedMaxseg()
          || !tp.has(Tcpcb.TF_MORETOCOME)
              && nagleOff
              && p.len + p.off >= p.avail
              && !tp.has(Tcpcb.TF_NOPUSH)
          || tp.has(Tcpcb.TF_FORCEDATA)
          || p.len >= tp.maxSndwnd / 2 && tp.maxSndwnd > 0
          || TcpSeq.lt(tp.sndNxt, tp.sndMax)
          || p.hole != null) {
        return true;
      }
    }
    return windowUpdate(tp, p)
        || tp.has(Tcpcb.TF_ACKNOW)
        || (p.flags & TcpHeader.RST) != 0
        || (p.flags & TcpHeader.SYN) != 0 && !tp.has(Tcpcb.TF_NEEDSYN)
        || TcpSeq.gt(tp.sndUp, tp.sndUna)
        || (p.flags & TcpHeader.FIN) != 0 && (!tp.has(Tcpcb.TF_SENTFIN) || tp.sndNxt == tp.sndUna);
  }

  /** Whether the window has opened far enough to tell (RFC 1122 section 4.2.3.3). */
  @Requires("tp.inp.lock")
  private static boolean windowUpdate(Tcpcb tp, Plan p) {
    if (p.recwin <= 0
        || tp.has(Tcpcb.TF_NEEDSYN)
        || tp.has(Tcpcb.TF_DELACK)
        || TcpState.haveRcvdFin(tp.tState)) {
      return false;
    }
    int oldwin = TcpSeq.gt(tp.rcvAdv, tp.rcvNxt) ? tp.rcvAdv - tp.rcvNxt : 0;
    int adv = Math.max(p.recwin - oldwin, 0);
    if (oldwin >> tp.rcvScale >= adv + oldwin >> tp.rcvScale) {
      return false;
    }
    int hiwat = p.rcvHiwat;
    if (adv >= 2 * tp.tMaxseg
        && (adv >= hiwat / 4
            || p.recwin <= hiwat / 8
            || hiwat <= 8 * tp.tMaxseg
            || adv >= MAXWIN << tp.rcvScale)) {
      return true;
    }
    return 2 * adv >= hiwat;
  }

  /** sb_hiwat of a receive buffer. */
  static int rcvHiwat(Socket so) {
    SockBuf sb = so.rcv;
    sb.lock.lock();
    int hiwat = sb.sbHiwat();
    sb.lock.unlock();
    return hiwat;
  }

  /** Nothing is sent: some timer must bring the connection back here while there are data. */
  @Requires("tp.inp.lock")
  private void persistOrNot(Tcpcb tp, int avail) {
    boolean armed = tp.timers.active(TcpTimers.REXMT) || tp.timers.active(TcpTimers.PERSIST);
    if (armed) {
      return;
    }
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && TcpSeq.gt(tp.sndMax, tp.sndUna)) {
      tp.timers.activate(TcpTimers.REXMT, tp.rtt.rxtcur);
    } else if (avail > 0) {
      tp.rtt.rxtshift = 0;
      tp.timers.setpersist();
    }
  }

  /** Whether the socket asks for a direct route. */
  static int ipFlags(Socket so) {
    return so.hasOption(SocketConst.SO_DONTROUTE) ? IpOutput.IP_ROUTETOIF : 0;
  }
}
