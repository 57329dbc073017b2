package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket2;

/**
 * Connections made and ended, segments without a buffer, and errors from the network: tcp_subr.c.
 *
 * <p>What ends a connection wants INFO and the block's lock. {@link #close} and {@link #drop}
 * return null if the block is gone with it, unlocked, since no socket refers to it; else the block
 * stays, locked and dropped, until the socket is closed.
 */
final class TcpSubr {
  private static final int MAXWIN = 65535;

  /** So many measurements are worth remembering of a host. */
  private static final int ENOUGH_RTTS = 4;

  /** Retransmissions after which a second error is believed. */
  private static final int PATIENCE = 3;

  private static final long PURPOSE_ISN = 1;
  private static final long PURPOSE_TS = 2;

  /** Nanoseconds for one number of the clock in initial sequence numbers (RFC 6528). */
  private static final long ISN_NANOS = 4000;

  private final Tcp tcp;
  private final Inet inet;
  private final InPcbInfo info;

  /** isn_offset: grows at random with each number, so that two at once differ. */
  @GuardedBy("info.lock")
  private int isnOffset;

  TcpSubr(Tcp tcp) {
    this.tcp = tcp;
    this.inet = tcp.inet;
    this.info = tcp.info;
  }

  /** tcp_newtcpcb(). */
  @Requires("inp.lock")
  Tcpcb newtcpcb(InPcb inp) {
    Tcpcb tp = new Tcpcb(tcp, inp);
    TcpSysctl s = tcp.sysctl;
    int rfc1323 = s.rfc1323.get();
    tp.tFlags |= rfc1323 == 1 || rfc1323 == 2 ? Tcpcb.TF_REQ_SCALE : 0;
    tp.tFlags |= rfc1323 == 1 || rfc1323 == 3 ? Tcpcb.TF_REQ_TSTMP : 0;
    tp.tFlags |= s.sackEnable.on() ? Tcpcb.TF_SACK_PERMIT : 0;
    tp.tFlags2 |= s.pathMtuDiscovery.on() ? Tcpcb.TF2_PLPMTU_PMTUD : 0;
    tp.tMaxseg = s.mssdflt.get();
    tp.tRcvtime = tcp.ticks();
    tcp.cong.attach(tp, null);
    inp.inpIpTtl = inet.defttl();
    inp.inpPpcb = tp;
    return tp;
  }

  /** The tcpcb of a block, null in TIME_WAIT. */
  @Requires("inp.lock")
  static Tcpcb tcpcb(InPcb inp) {
    return inp.inpPpcb instanceof Tcpcb ? (Tcpcb) inp.inpPpcb : null;
  }

  // ---- Numbers ----

  /** tcp_new_isn(): RFC 6528. */
  @Requires("info.lock")
  int newIsn(InConninfo inc) {
    isnOffset += inet.kernel().random(4096) + 1;
    int clock = (int) (inet.kernel().uptimeNanos() / ISN_NANOS);
    return (int) inc.hash(tcp.secret, PURPOSE_ISN) + clock + isnOffset;
  }

  /** tcp_new_ts_offset(): where the clock of a connection's time stamps begins. */
  int newTsOffset(InConninfo inc) {
    if (!tcp.sysctl.tsOffsetPerConn.on()) {
      return 0;
    }
    // By the hosts alone: of two connections one after the other the later has later stamps.
    InConninfo hosts = new InConninfo(inc.laddr, 0, inc.faddr, 0);
    return (int) hosts.hash(tcp.secret, PURPOSE_TS);
  }

  // ---- Segments without data ----

  /**
   * tcp_respond(): sends a segment of a header alone.
   *
   * @param tp the connection, locked, or null if there is none
   * @param inc its ends
   */
  @Requires("tp.inp.lock")
  void respond(Tcpcb tp, InConninfo inc, int seq, int ack, int flags) {
    if (tp != null) {
      tp.inp.lock.assertOwned();
    }
    Mbuf m = inet.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return;
    }
    m.off += IpOutput.MAX_LINKHDR;
    int win = 0;
    int optlen = 0;
    if (tp != null) {
      win = (flags & TcpHeader.RST) == 0 ? window(tp) : 0;
      if (tp.has(Tcpcb.TF_RCVD_TSTMP) && !tp.has(Tcpcb.TF_NOOPT)) {
        TcpOptions to = new TcpOptions(); // A RST has a time stamp too (RFC 7323 section 3.2).
        to.toFlags = TcpOptions.TOF_TS;
        to.toTsval = tcp.ticks() + tp.tsOffset;
        to.toTsecr = tp.tsRecent;
        optlen = to.emit(m.data, m.off + TcpMss.HDRS);
      }
    }
    int ttl = tp != null ? tp.inp.inpIpTtl : inet.defttl();
    int tos = tp != null ? tp.inp.inpIpTos & ~Ip.TOS_ECN_MASK : 0;
    TcpHeader.put(m, Ip.HDR, inc.lport, inc.fport, seq, ack, TcpHeader.HDR + optlen, flags, win, 0);
    send(m, inc, TcpMss.HDRS + optlen, tos, ttl, tp);
    if (tp != null && (flags & TcpHeader.ACK) != 0) {
      tp.lastAckSent = tp.rcvNxt;
    }
  }

  /**
   * The window field that a connection would send now in a segment that is no SYN: scaled as soon
   * as both ends have asked for it, for so the peer reads it (RFC 7323 section 2.2).
   */
  @Requires("tp.inp.lock")
  private static int window(Tcpcb tp) {
    Socket so = tp.inp.inpSocket();
    so.rcv.lock.lock();
    int space = Math.max(so.rcv.sbspace(), 0);
    so.rcv.lock.unlock();
    return Math.min(space >> TcpDoSegment.agreedScale(tp), MAXWIN);
  }

  /** Fills in the IP header and the checksum of a segment in one mbuf, and sends it. */
  @Requires("tp.inp.lock")
  Errno send(Mbuf m, InConninfo inc, int len, int tos, int ttl, Tcpcb tp) {
    m.len = len;
    m.pkthdr.len = len;
    ipHeader(m, inc, len, tos, ttl, tcp.sysctl.pathMtuDiscovery.on() ? Ip.DF : 0);
    TcpHeader.setSum(
        m,
        Ip.HDR,
        InCksum.cksumPseudo(
            inet.kernel().rt(), m, len, Ip.HDR, inc.laddr, inc.faddr, Ip.IPPROTO_TCP));
    tcp.stat.tcpsSndtotal.inc();
    return tp == null
        ? inet.ipOutput(m, null, null, 0, null, null)
        : inet.ipOutput(m, tp.inp.inpOptions, null, 0, null, tp.inp.lock);
  }

  static void ipHeader(Mbuf m, InConninfo inc, int len, int tos, int ttl, int off) {
    Ip.setVhl(m, Ip.HDR);
    Ip.setTos(m, tos);
    Ip.setLen(m, len);
    Ip.setId(m, 0);
    Ip.setOff(m, off);
    Ip.setTtl(m, ttl);
    Ip.setP(m, Ip.IPPROTO_TCP);
    Ip.setSum(m, 0);
    Ip.setSrc(m, inc.laddr);
    Ip.setDst(m, inc.faddr);
  }

  // ---- The end of a connection ----

  /** tcp_discardcb(): nothing happens for this connection any more; what was learnt is kept. */
  @Requires("tp.inp.lock")
  void discardcb(Tcpcb tp) {
    tp.inp.lock.assertOwned();
    tp.timers.stopAll();
    TcpRtt rtt = tp.rtt;
    if (rtt.updated >= ENOUGH_RTTS) {
      TcpHostcache.Metrics m = new TcpHostcache.Metrics();
      m.rtt = rtt.srtt;
      m.rttvar = rtt.rttvar;
      if (tp.cc.ssthresh != CcVar.NO_LIMIT) {
        m.ssthresh = tp.cc.ssthresh;
      }
      m.cwnd = tp.cc.cwnd;
      tcp.hostcache.update(tp.inp.faddr(), m);
    }
    tcp.segments.fetchAdd(-tp.reass.pieces());
    tp.reass.flush();
    tp.sack.clear();
    tp.rcvSack.clear();
  }

  /** tcp_close(): the connection is over. See the class for the result. */
  @Requires("info.lock")
  Tcpcb close(Tcpcb tp) {
    InPcb inp = tp.inp;
    info.lock.assertOwned();
    inp.lock.assertOwned();
    if ((inp.inpFlags & InPcb.INP_DROPPED) != 0) {
      return tp;
    }
    info.pcbdrop(inp);
    tcp.stat.tcpsClosed.inc();
    discardcb(tp);
    tp.tState = TcpState.CLOSED;
    UipcSocket2.soisdisconnected(inp.inpSocket());
    if (!info.partIfUnused(inp)) {
      return tp;
    }
    free(inp);
    return null;
  }

  /** in_pcbfree(): a block without socket leaves the list; unlocked on return. */
  @Requires("info.lock")
  void free(InPcb inp) {
    info.remove(inp);
    if (inp.inpOptions != null) {
      inet.mbufs().freem(inp.inpOptions);
      inp.inpOptions = null;
    }
    inp.inpPpcb = null;
    if (!inp.rele()) {
      inp.lock.unlock();
    }
  }

  /** tcp_drop(): ends the connection with an error, and a RST if the peer knows of it. */
  @Requires("info.lock")
  Tcpcb drop(Tcpcb tp, Errno errno) {
    InPcb inp = tp.inp;
    inp.lock.assertOwned();
    if (TcpState.haveRcvdSyn(tp.tState)) {
      tp.tState = TcpState.CLOSED;
      tcp.output.output(tp);
      tcp.stat.tcpsDrops.inc();
    } else {
      tcp.stat.tcpsConndrops.inc();
    }
    Errno error = errno == Errno.ETIMEDOUT && tp.tSofterror != Errno.OK ? tp.tSofterror : errno;
    if (error != Errno.OK) {
      inp.inpSocket().setSoError(error);
    }
    return close(tp);
  }

  /** What is left when no process is: nothing is sent. */
  @Excludes("info.lock")
  void shutdown() {
    info.lock.lock();
    InPcb inp = info.first();
    while (inp != null) {
      InPcb next = inp.listNext;
      inp.lock.lock();
      Tcpcb tp = tcpcb(inp);
      if (tp == null || close(tp) != null) {
        inp.lock.unlock();
      }
      inp = next;
    }
    info.lock.unlock();
  }

  // ---- Errors ----

  /** tcp_notify(): an error that may go away is remembered, or ends a connection that tries. */
  @Requires("info.lock")
  private Tcpcb notify(Tcpcb tp, Errno error) {
    boolean unreachable =
        error == Errno.EHOSTUNREACH || error == Errno.ENETUNREACH || error == Errno.EHOSTDOWN;
    if (tp.tState == TcpState.ESTABLISHED && unreachable) {
      return tp;
    }
    if (tp.tState < TcpState.ESTABLISHED
        && tp.rtt.rxtshift > PATIENCE
        && tp.tSofterror != Errno.OK) {
      return drop(tp, error);
    }
    tp.tSofterror = error;
    return tp;
  }

  /** Whether an ICMP error is one that may end a connection in SYN_SENT; and the errno. */
  private static Errno hard(PrcCmd cmd) {
    switch (cmd) {
      case UNREACH_ADMIN_PROHIB:
      case UNREACH_PORT:
      case UNREACH_PROTOCOL:
        return cmd.errno();
      case TIMXCEED_INTRANS:
        return Errno.EHOSTUNREACH;
      default:
        return Errno.OK;
    }
  }

  /**
   * tcp_ctlinput(): an error about a segment that was sent. It counts only if the number that it
   * quotes is in flight (RFC 5927 section 4.1).
   */
  @Excludes("info.lock")
  void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] h) {
    if (cmd.isRedirect() || cmd == PrcCmd.MSGSIZE || dst.addr() == InAddr.INADDR_ANY) {
      return;
    }
    Errno hard = tcp.sysctl.icmpMayRst.on() ? hard(cmd) : Errno.OK;
    if (hard == Errno.OK && cmd.errno() == Errno.OK) {
      return;
    }
    InConninfo inc = h == null ? null : quoted(h, dst.addr());
    if (inc == null) {
      if (cmd == PrcCmd.HOSTDEAD) {
        notifyAll(dst.addr(), cmd.errno());
      }
      return;
    }
    int seq = quotedSeq(h);
    info.lock.lock();
    Tcpcb tp = inFlight(inc, seq);
    if (tp != null) {
      InPcb inp = tp.inp;
      if (hard == Errno.OK) {
        tp = notify(tp, cmd.errno());
      } else if (tp.tState == TcpState.SYN_SENT) {
        tp = drop(tp, hard);
      }
      if (tp != null) {
        inp.lock.unlock();
      }
    } else if (info.lookupHash(inc.faddr, inc.fport, inc.laddr, inc.lport, false) == null) {
      tcp.syncache.unreach(inc, seq);
    }
    info.lock.unlock();
  }

  /** in_pcbnotifyall: the host cannot be reached, says the link layer. */
  private void notifyAll(int faddr, Errno error) {
    info.lock.lock();
    InPcb inp = info.first();
    while (inp != null) {
      InPcb next = inp.listNext;
      inp.lock.lock();
      Tcpcb tp = tcpcb(inp);
      boolean gone = false;
      if (tp != null && inp.faddr() == faddr && (inp.inpFlags & InPcb.INP_DROPPED) == 0) {
        gone = notify(tp, error) == null;
      }
      if (!gone) {
        inp.lock.unlock();
      }
      inp = next;
    }
    info.lock.unlock();
  }

  /** The ends of a quoted segment; null if the quote is too short. */
  private static InConninfo quoted(byte[] h, int dst) {
    int hlen = (h[0] & 0xf) << 2;
    if (h.length < hlen + 8) {
      return null;
    }
    return new InConninfo(
        Ip.get32(h, Ip.O_SRC),
        Ip.get16(h, hlen + TcpHeader.O_SPORT),
        dst,
        Ip.get16(h, hlen + TcpHeader.O_DPORT));
  }

  private static int quotedSeq(byte[] h) {
    return Ip.get32(h, ((h[0] & 0xf) << 2) + TcpHeader.O_SEQ);
  }

  /** The connection, locked, if it is there and the number is in flight; else null. */
  @Requires("info.lock")
  private Tcpcb inFlight(InConninfo inc, int seq) {
    InPcb inp = info.lookupHash(inc.faddr, inc.fport, inc.laddr, inc.lport, false);
    if (inp == null) {
      return null;
    }
    inp.lock.lock();
    Tcpcb tp = tcpcb(inp);
    if (tp != null
        && (inp.inpFlags & InPcb.INP_DROPPED) == 0
        && TcpSeq.geq(seq, tp.sndUna)
        && TcpSeq.lt(seq, tp.sndMax)) {
      return tp;
    }
    inp.lock.unlock();
    return null;
  }

  /**
   * A router must fragment and may not (RFC 1191), checked as RFC 5927 section 7.2 says.
   *
   * @param told the MTU that it tells, 0 by an old router
   */
  @Excludes("info.lock")
  void needfrag(SockAddrIn dst, byte[] h, int told) {
    InConninfo inc = quoted(h, dst.addr());
    if (inc == null || !tcp.sysctl.pathMtuDiscovery.on()) {
      return;
    }
    info.lock.lock();
    Tcpcb tp = inFlight(inc, quotedSeq(h));
    info.lock.unlock();
    if (tp == null) {
      return;
    }
    int mtu = told;
    if (mtu == 0) {
      mtu = IpPmtu.nextMtu(Math.max(Ip.get16(h, Ip.O_LEN), 1));
    }
    mtu = Math.max(mtu, tcp.sysctl.minmss.get() + TcpMss.HDRS);
    if (mtu < tp.tMaxseg + TcpMss.HDRS) {
      tcp.hostcache.updateMtu(inc.faddr, mtu);
      mtudisc(tp, mtu);
    }
    tp.inp.lock.unlock();
  }

  /** tcp_mtudisc(): smaller segments from now on, beginning with the one that was too long. */
  @Requires("tp.inp.lock")
  void mtudisc(Tcpcb tp, int mtu) {
    Socket so = tp.inp.inpSocket();
    Kassert.kassert(so != null, "tcp_mtudisc: no socket");
    tcp.mss.update(tp, -1, mtu);
    so.snd.lock.lock();
    tp.tMaxseg = Math.max(Math.min(tp.tMaxseg, so.snd.sbHiwat()), 1);
    so.snd.lock.unlock();
    tcp.stat.tcpsMturesent.inc();
    tp.tRtttime = 0;
    tp.sndNxt = tp.sndUna;
    tp.sack.clear();
    tp.cc.recover = tp.sndMax;
    if (tp.has(Tcpcb.TF_SACK_PERMIT)) {
      tcp.cong.leave(tp);
    }
    tcp.output.output(tp);
  }
}
