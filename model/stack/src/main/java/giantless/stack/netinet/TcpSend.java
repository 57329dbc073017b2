package giantless.stack.netinet;

import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.socket.Socket;

/**
 * The second half of tcp_output(): makes the segment that {@link TcpOutput} has planned, sends it,
 * and notes that it was sent. Called with the connection's lock.
 */
final class TcpSend {
  private static final int MAXWIN = 65535;

  /** ECT(0) in the IP header. */
  private static final int ECT0 = 2;

  /** The address before a list of IP options, which is not sent as such. */
  private static final int FIRST_HOP = 4;

  private final Tcp tcp;
  private final MbufPool pool;
  private final TcpStat stat;

  TcpSend(Tcp tcp) {
    this.tcp = tcp;
    this.pool = tcp.inet.mbufs();
    this.stat = tcp.stat;
  }

  /**
   * Sends the planned segment.
   *
   * @return EMSGSIZE with {@code p.sendalot} set if the caller is to plan again
   */
  @Requires("tp.inp.lock")
  @Releases("so.snd.lock")
  Errno send(Tcpcb tp, Socket so, TcpOutput.Plan p) {
    if ((p.flags & TcpHeader.SYN) != 0) {
      tp.sndNxt = tp.iss;
    }
    TcpOptions to = options(tp, p);
    byte[] opt = new byte[TcpHeader.MAXOLEN];
    int optlen = to.emit(opt, 0);
    int ipoptlen = tp.inp.inpOptions == null ? 0 : tp.inp.inpOptions.len - FIRST_HOP;
    if (p.len + optlen + ipoptlen > tp.tMaxseg) {
      p.flags &= ~TcpHeader.FIN;
      p.len = Math.max(tp.tMaxseg - optlen - ipoptlen, 1);
      p.sendalot = true;
    }
    if (p.len > 0) {
      if (tp.has2(Tcpcb.TF2_PLPMTU_PMTUD) && p.len + optlen + ipoptlen >= tp.tMaxseg) {
        tp.tFlags2 |= Tcpcb.TF2_PLPMTU_MAXSEGSNT;
      } else {
        tp.tFlags2 &= ~Tcpcb.TF2_PLPMTU_MAXSEGSNT;
      }
    }
    Mbuf m = build(so, p, opt, optlen);
    so.snd.lock.unlock();
    if (m == null) {
      return noMemory(tp, p);
    }
    account(tp, p);
    if ((p.flags & TcpHeader.FIN) != 0
        && tp.has(Tcpcb.TF_SENTFIN)
        && tp.sndNxt == tp.sndMax
        && p.hole == null) {
      tp.sndNxt--; // The FIN again.
    }
    int seq = seq(tp, p);
    int tos = ecn(tp, p, seq);
    InConninfo inc = InConninfo.of(tp.inp);
    finish(tp, inc, m, p, optlen, seq);
    if (to.toNsacks > 0) {
      stat.tcpsSackSendBlocks.inc();
    }
    sent(tp, p);
    return transmit(tp, inc, so, p, m, tos);
  }

  @Requires("tp.inp.lock")
  private TcpOptions options(Tcpcb tp, TcpOutput.Plan p) {
    TcpOptions to = new TcpOptions();
    if (tp.has(Tcpcb.TF_NOOPT)) {
      return to;
    }
    boolean syn = (p.flags & TcpHeader.SYN) != 0;
    if (syn) {
      to.toFlags |= TcpOptions.TOF_MSS;
      to.toMss = p.mssopt;
    }
    if (syn && tp.has(Tcpcb.TF_REQ_SCALE)) {
      to.toFlags |= TcpOptions.TOF_SCALE;
      to.toWscale = tp.requestRScale;
    }
    if (tp.has(Tcpcb.TF_RCVD_TSTMP) || syn && tp.has(Tcpcb.TF_REQ_TSTMP)) {
      to.toFlags |= TcpOptions.TOF_TS;
      to.toTsval = p.now + tp.tsOffset;
      to.toTsecr = tp.tsRecent;
    }
    if (tp.rfbufTs == 0 && p.rcvAutosize) {
      tp.rfbufTs = p.now;
    }
    if (tp.has(Tcpcb.TF_SACK_PERMIT)) {
      if (syn) {
        to.toFlags |= TcpOptions.TOF_SACKPERM;
      } else if (TcpState.haveEstablished(tp.tState) && tp.rcvSack.count() > 0) {
        to.withSack();
        tp.rcvSack.report(to);
      }
    }
    return to;
  }

  /** Header room with the options, and the data behind it; null without memory. */
  @Requires("so.snd.lock")
  private Mbuf build(Socket so, TcpOutput.Plan p, byte[] opt, int optlen) {
    int hdrlen = TcpMss.HDRS + optlen;
    Mbuf m = pool.gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return null;
    }
    m.off += IpOutput.MAX_LINKHDR;
    m.len = hdrlen;
    System.arraycopy(opt, 0, m.data, m.off + TcpMss.HDRS, optlen);
    if (p.len > 0) {
      int[] before = new int[1];
      Mbuf data = so.snd.sbsndptr(p.off, before);
      int off = p.off - before[0];
      if (p.len <= m.trailingSpace()) {
        pool.copydata(data, off, p.len, m.data, m.off + hdrlen);
        m.len += p.len;
      } else {
        m.next = pool.copym(data, off, p.len, How.DONTWAIT);
        if (m.next == null) {
          pool.freem(m);
          return null;
        }
      }
      if (p.off + p.len == p.avail && (p.flags & TcpHeader.SYN) == 0) {
        p.flags |= TcpHeader.PUSH;
      }
    }
    m.pkthdr.len = hdrlen + p.len;
    return m;
  }

  @Requires("tp.inp.lock")
  private Errno noMemory(Tcpcb tp, TcpOutput.Plan p) {
    if (!tp.timers.active(TcpTimers.REXMT)
        && !tp.timers.active(TcpTimers.PERSIST)
        && (p.len > 0 || (p.flags & (TcpHeader.SYN | TcpHeader.FIN)) != 0)) {
      tp.timers.activate(TcpTimers.REXMT, tp.rtt.rxtcur);
    }
    p.sendalot = false;
    return Errno.ENOBUFS;
  }

  @Requires("tp.inp.lock")
  private void account(Tcpcb tp, TcpOutput.Plan p) {
    if (p.len > 0) {
      if (tp.has(Tcpcb.TF_FORCEDATA) && p.len == 1) {
        stat.tcpsSndprobe.inc();
      } else if (p.hole != null || TcpSeq.lt(tp.sndNxt, tp.sndMax)) {
        tp.sndRexmitpack++;
        stat.tcpsSndrexmitpack.inc();
        stat.tcpsSndrexmitbyte.add(p.len);
        if (p.hole != null) {
          stat.tcpsSackRexmits.inc();
          stat.tcpsSackRexmitBytes.add(p.len);
        }
      } else {
        stat.tcpsSndpack.inc();
        stat.tcpsSndbyte.add(p.len);
      }
    } else if (tp.has(Tcpcb.TF_ACKNOW)) {
      stat.tcpsSndacks.inc();
    } else if ((p.flags & (TcpHeader.SYN | TcpHeader.FIN | TcpHeader.RST)) != 0) {
      stat.tcpsSndctrl.inc();
    } else if (TcpSeq.gt(tp.sndUp, tp.sndUna)) {
      stat.tcpsSndurg.inc();
    } else {
      stat.tcpsSndwinup.inc();
    }
  }

  /** The segment's number. */
  @Requires("tp.inp.lock")
  private static int seq(Tcpcb tp, TcpOutput.Plan p) {
    int seq;
    if (p.hole != null) {
      seq = p.hole.rxmit;
      tp.sack.retransmitted(p.hole, p.len);
    } else if (p.len > 0
        || (p.flags & (TcpHeader.SYN | TcpHeader.FIN)) != 0
        || tp.timers.active(TcpTimers.PERSIST)) {
      seq = tp.sndNxt;
    } else {
      seq = tp.sndMax;
    }
    return seq;
  }

  /** Flags of ECN in the header (RFC 3168 section 6.1); the bits for the IP header. */
  @Requires("tp.inp.lock")
  private int ecn(Tcpcb tp, TcpOutput.Plan p, int seq) {
    int enable = tcp.sysctl.ecnEnable.get();
    if (tp.tState == TcpState.SYN_SENT
        && enable == 1
        && (p.flags & TcpHeader.SYN) != 0
        && !tp.has(Tcpcb.TF_NOOPT)) {
      if (tp.rtt.rxtshift <= tcp.sysctl.ecnMaxretries.get()) {
        p.flags |= TcpHeader.ECE | TcpHeader.CWR;
      }
      return 0;
    }
    if (!tp.has2(Tcpcb.TF2_ECN_PERMIT)) {
      return 0;
    }
    if (tp.tState == TcpState.SYN_RECEIVED && (p.flags & TcpHeader.SYN) != 0) {
      p.flags |= TcpHeader.ECE;
      return 0;
    }
    if ((p.flags & TcpHeader.RST) != 0 || !TcpState.haveEstablished(tp.tState)) {
      return 0;
    }
    int tos = 0;
    // Only new data, for a mark on others could not be told from one on a forged segment.
    if (p.len > 0
        && p.hole == null
        && !TcpSeq.lt(seq, tp.sndMax)
        && !(tp.has(Tcpcb.TF_FORCEDATA) && p.len == 1)) {
      tos = ECT0;
      if (tp.has2(Tcpcb.TF2_ECN_SND_CWR)) {
        p.flags |= TcpHeader.CWR;
        tp.tFlags2 &= ~Tcpcb.TF2_ECN_SND_CWR;
      }
    }
    if (tp.has2(Tcpcb.TF2_ECN_SND_ECE)) {
      p.flags |= TcpHeader.ECE;
    }
    return tos;
  }

  /** Window, urgent pointer, and the header as a whole. */
  @Requires("tp.inp.lock")
  private void finish(Tcpcb tp, InConninfo inc, Mbuf m, TcpOutput.Plan p, int optlen, int seq) {
    int win;
    if ((p.flags & TcpHeader.RST) != 0) {
      p.recwin = 0;
      win = 0;
    } else {
      if (p.recwin < p.rcvHiwat / 4 && p.recwin < tp.tMaxseg) {
        p.recwin = 0;
      }
      int told = tp.rcvAdv - tp.rcvNxt;
      if (told > 0 && p.recwin < told) {
        p.recwin = told; // A window is not taken back (RFC 9293 section 3.8.6).
      }
      p.recwin = Math.min(p.recwin, MAXWIN << tp.rcvScale);
      if ((p.flags & TcpHeader.SYN) != 0) {
        win = Math.min(p.recwin, MAXWIN);
      } else {
        int unit = 1 << tp.rcvScale;
        p.recwin = p.recwin + unit - 1 & -unit;
        win = Math.min(p.recwin >> tp.rcvScale, MAXWIN);
      }
    }
    if (win == 0) {
      tp.sndZerowin++;
      tp.tFlags |= Tcpcb.TF_RXWIN0SENT;
    } else {
      tp.tFlags &= ~Tcpcb.TF_RXWIN0SENT;
    }
    int urp = 0;
    if (TcpSeq.gt(tp.sndUp, seq)) {
      // From the segment's own number, which need not be the next to send (RFC 9293 section 3.1).
      urp = Math.min(tp.sndUp - seq, MAXWIN);
      p.flags |= TcpHeader.URG;
    } else if (TcpSeq.leq(tp.sndUp, tp.sndNxt)) {
      tp.sndUp = tp.sndUna; // Drawn along, else it would be ahead one day.
    }
    TcpHeader.put(
        m,
        Ip.HDR,
        inc.lport,
        inc.fport,
        seq,
        (p.flags & TcpHeader.ACK) != 0 ? tp.rcvNxt : 0,
        TcpHeader.HDR + optlen,
        p.flags,
        win,
        urp);
  }

  /** What was sent is in flight now: numbers and timers. */
  @Requires("tp.inp.lock")
  private void sent(Tcpcb tp, TcpOutput.Plan p) {
    TcpTimers t = tp.timers;
    if (tp.has(Tcpcb.TF_FORCEDATA) && t.active(TcpTimers.PERSIST)) {
      // A probe does not count as sent, unless it was taken.
      int xlen = p.len;
      if ((p.flags & TcpHeader.SYN) != 0) {
        xlen++;
      }
      if ((p.flags & TcpHeader.FIN) != 0) {
        xlen++;
        tp.tFlags |= Tcpcb.TF_SENTFIN;
      }
      tp.sndMax = TcpSeq.max(tp.sndMax, tp.sndNxt + xlen);
      return;
    }
    tp.prr.sent(p.len);
    int start = tp.sndNxt;
    if ((p.flags & TcpHeader.SYN) != 0) {
      tp.sndNxt++;
    }
    if ((p.flags & TcpHeader.FIN) != 0 && p.hole == null) {
      tp.sndNxt++;
      tp.tFlags |= Tcpcb.TF_SENTFIN;
    }
    if (p.hole == null) {
      tp.sndNxt += p.len;
      if (TcpSeq.gt(tp.sndNxt, tp.sndMax)) {
        tp.sndMax = tp.sndNxt;
        if (tp.tRtttime == 0) {
          tp.tRtttime = p.now == 0 ? 1 : p.now;
          tp.tRtseq = start;
          stat.tcpsSegstimed.inc();
        }
      }
    }
    if (!t.active(TcpTimers.REXMT)
        && (p.hole != null && tp.sndNxt != tp.sndMax || tp.sndNxt != tp.sndUna)) {
      if (t.active(TcpTimers.PERSIST)) {
        t.stop(TcpTimers.PERSIST);
        tp.rtt.rxtshift = 0;
      }
      t.activate(TcpTimers.REXMT, tp.rtt.rxtcur);
    } else if (p.len == 0
        && p.avail > 0
        && !t.active(TcpTimers.REXMT)
        && !t.active(TcpTimers.PERSIST)) {
      tp.rtt.rxtshift = 0;
      t.setpersist();
    }
  }

  @Requires("tp.inp.lock")
  private Errno transmit(Tcpcb tp, InConninfo inc, Socket so, TcpOutput.Plan p, Mbuf m, int ecn) {
    InPcb inp = tp.inp;
    int len = m.pkthdr.len;
    boolean df =
        tp.has2(Tcpcb.TF2_PLPMTU_PMTUD)
            && tcp.sysctl.pathMtuDiscovery.on()
            && tp.tMaxseg > tcp.sysctl.minmss.get();
    int tos = inp.inpIpTos & ~Ip.TOS_ECN_MASK | ecn;
    TcpSubr.ipHeader(m, inc, len, tos, inp.inpIpTtl, df ? Ip.DF : 0);
    TcpHeader.setSum(
        m,
        Ip.HDR,
        InCksum.cksumPseudo(
            tcp.inet.kernel().rt(), m, len, Ip.HDR, inc.laddr, inc.faddr, Ip.IPPROTO_TCP));
    int[] mtu = new int[1];
    Errno error =
        tcp.inet.output.output(m, inp.inpOptions, null, TcpOutput.ipFlags(so), null, inp.lock, mtu);
    if (error != Errno.OK) {
      return failed(tp, p, error, mtu[0]);
    }
    stat.tcpsSndtotal.inc();
    tp.rcvSack.reported();
    if (p.recwin > 0 && TcpSeq.gt(tp.rcvNxt + p.recwin, tp.rcvAdv)) {
      tp.rcvAdv = tp.rcvNxt + p.recwin;
    }
    tp.lastAckSent = tp.rcvNxt;
    tp.tFlags &= ~(Tcpcb.TF_ACKNOW | Tcpcb.TF_DELACK);
    tp.timers.stop(TcpTimers.DELACK);
    return Errno.OK;
  }

  /**
   * The network refused the segment: it was not sent after all, so the next one begins with its
   * number, tells its duplicate, and has its CWR (RFC 3168 section 6.1.2: the first new data; a
   * peer that never sees it goes on with ECE, and the window would be reduced once more). FreeBSD
   * forgets CWR.
   *
   * <p>As there the timer that {@link #sent} has started goes on: nothing else brings the segment
   * back. One that only acknowledges has started none, and needs none: the peer asks again.
   */
  @Requires("tp.inp.lock")
  private Errno failed(Tcpcb tp, TcpOutput.Plan p, Errno error, int mtu) {
    boolean probe = tp.has(Tcpcb.TF_FORCEDATA) && tp.timers.active(TcpTimers.PERSIST);
    if (!probe) {
      tp.prr.sent(-p.len);
    }
    if (!probe && (p.flags & TcpHeader.SYN) == 0) {
      if (p.hole != null) {
        tp.sack.retransmitted(p.hole, -p.len);
      } else {
        tp.sndNxt -= p.len;
        if ((p.flags & TcpHeader.FIN) != 0) {
          tp.sndNxt--; // It has a number of its own; else the first byte would be left out.
        }
      }
    }
    if ((p.flags & TcpHeader.CWR) != 0 && tp.has2(Tcpcb.TF2_ECN_PERMIT)) {
      tp.tFlags2 |= Tcpcb.TF2_ECN_SND_CWR;
    }
    boolean again = false;
    Errno result = error;
    switch (error) {
      case EACCES:
      case EPERM:
        tp.tSofterror = error;
        break;
      case ENOBUFS:
        Kassert.kassert(
            p.len == 0 && (p.flags & (TcpHeader.SYN | TcpHeader.FIN)) == 0
                || tp.timers.active(TcpTimers.REXMT)
                || tp.timers.active(TcpTimers.PERSIST),
            "tcp_output: neither rexmt nor persist timer is set");
        tp.cc.cwnd = tp.tMaxseg;
        result = Errno.OK;
        break;
      case EMSGSIZE:
        // The interface, or its MTU, is another one than at the last look.
        int old = tp.tMaxseg;
        tcp.mss.update(tp, -1, mtu);
        again = tp.tMaxseg < old;
        break;
      case EHOSTDOWN:
      case EHOSTUNREACH:
      case ENETDOWN:
      case ENETUNREACH:
        if (TcpState.haveRcvdSyn(tp.tState)) {
          tp.tSofterror = error;
          result = Errno.OK;
        }
        break;
      default:
        break;
    }
    p.sendalot = again;
    return result;
  }
}
