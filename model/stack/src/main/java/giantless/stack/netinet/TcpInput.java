package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Iff;
import giantless.stack.net.Ifnet;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/**
 * tcp_input(): segments that come, up to the connection or the listener that they belong to. Called
 * by IP with no lock of a protocol held.
 *
 * <p>INFO is held from the lookup until the block found is locked, and on if the segment may end
 * the connection or make one. Pure data and acknowledgements of an established connection go on
 * with the block's lock alone (locking reference, C.1).
 */
final class TcpInput implements IpProtoHandler {
  private static final int CLOSING_FLAGS = TcpHeader.SYN | TcpHeader.FIN | TcpHeader.RST;
  private static final int BLACKHOLE_SYN = 1;
  private static final int BLACKHOLE_LISTENER = 3;

  private final Tcp tcp;
  private final Inet inet;
  private final MbufPool pool;
  private final InPcbInfo info;
  private final TcpStat stat;
  private final TcpListenInput listen;
  private final TcpDoSegment connection;

  TcpInput(Tcp tcp) {
    this.tcp = tcp;
    this.inet = tcp.inet;
    this.pool = tcp.inet.mbufs();
    this.info = tcp.info;
    this.stat = tcp.stat;
    this.listen = new TcpListenInput(tcp);
    this.connection = new TcpDoSegment(tcp);
  }

  @Override
  @Excludes("info.lock")
  public void input(Mbuf m, int iphlen) {
    stat.tcpsRcvtotal.inc();
    TcpSegment s = header(m, iphlen);
    if (s == null) {
      return;
    }
    if (s.only(TcpHeader.SYN | TcpHeader.FIN, TcpHeader.SYN | TcpHeader.FIN)
        && tcp.sysctl.dropSynfin.on()) {
      pool.freem(s.m);
      return;
    }
    info.lock.lock();
    s.infoLocked = true;
    dispatch(s);
    if (s.infoLocked) {
      info.lock.unlock();
    }
    if (s.m != null) {
      pool.freem(s.m);
    }
  }

  /** Length, checksum and options; null if the packet was bad, counted and freed. */
  private TcpSegment header(Mbuf m0, int iphlen) {
    Mbuf m = m0;
    int len = Ip.len(m) - iphlen;
    if (len < TcpHeader.HDR) {
      stat.tcpsRcvshort.inc();
      pool.freem(m);
      return null;
    }
    if (m.len < iphlen + TcpHeader.HDR) {
      m = pool.pullup(m, iphlen + TcpHeader.HDR);
      if (m == null) {
        stat.tcpsRcvshort.inc();
        return null;
      }
    }
    if (!checksum(m, iphlen, len)) {
      stat.tcpsRcvbadsum.inc();
      pool.freem(m);
      return null;
    }
    int off = TcpHeader.off(m, iphlen);
    if (off < TcpHeader.HDR || off > len) {
      stat.tcpsRcvbadoff.inc();
      pool.freem(m);
      return null;
    }
    if (m.len < iphlen + off) {
      m = pool.pullup(m, iphlen + off);
      if (m == null) {
        stat.tcpsRcvshort.inc();
        return null;
      }
    }
    TcpSegment s = new TcpSegment();
    s.m = m;
    s.src = Ip.src(m);
    s.dst = Ip.dst(m);
    s.iptos = Ip.tos(m);
    s.sport = TcpHeader.sport(m, iphlen);
    s.dport = TcpHeader.dport(m, iphlen);
    s.seq = TcpHeader.seq(m, iphlen);
    s.ack = TcpHeader.ack(m, iphlen);
    s.flags = TcpHeader.flags(m, iphlen);
    s.win = TcpHeader.win(m, iphlen);
    s.urp = TcpHeader.urp(m, iphlen);
    s.tlen = len - off;
    s.hdrlen = iphlen + off;
    s.optoff = m.off + iphlen + TcpHeader.HDR;
    s.optlen = off - TcpHeader.HDR;
    return s;
  }

  private boolean checksum(Mbuf m, int iphlen, int len) {
    int flags = m.pkthdr.csumFlags;
    if ((flags & Mbuf.CSUM_DATA_VALID) != 0) {
      int sum = m.pkthdr.csumData;
      if ((flags & Mbuf.CSUM_PSEUDO_HDR) == 0) {
        sum += InCksum.pseudo(Ip.src(m), Ip.dst(m), Ip.IPPROTO_TCP, len);
        sum = (sum & 0xffff) + (sum >>> 16);
      }
      return ((sum ^ 0xffff) & 0xffff) == 0;
    }
    return InCksum.cksumPseudo(
            inet.kernel().rt(), m, iphlen + len, iphlen, Ip.src(m), Ip.dst(m), Ip.IPPROTO_TCP)
        == 0;
  }

  /** To a connection, a listener, a TIME_WAIT entry, or nobody. INFO is held. */
  private void dispatch(TcpSegment s) {
    info.lock.assertOwned();
    while (true) {
      InPcb inp = info.lookupHash(s.src, s.sport, s.dst, s.dport, true);
      if (inp == null) {
        closedPort(s);
        return;
      }
      inp.lock.lock();
      if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
        if (tcp.timewait.check(inp, s)) {
          continue; // It made room for a new connection.
        }
        return;
      }
      Tcpcb tp = TcpSubr.tcpcb(inp);
      if (tp == null || tp.tState == TcpState.CLOSED) {
        inp.lock.unlock();
        refuse(s, BadportBandlim.Kind.RST_CLOSEDPORT);
        return;
      }
      if (tp.tState == TcpState.LISTEN) {
        listening(s, tp);
        return;
      }
      if (tp.tState == TcpState.ESTABLISHED && !s.has(CLOSING_FLAGS)) {
        s.infoLocked = false;
        info.lock.unlock();
      }
      connection.doSegment(s, tp);
      return;
    }
  }

  /** A listener, locked; it may hand over to the connection that it has just made. */
  @Releases("tp.inp.lock")
  private void listening(TcpSegment s, Tcpcb tp) {
    InPcb inp = tp.inp;
    if (!inp.inpSocket().hasOption(SocketConst.SO_ACCEPTCONN)) {
      inp.lock.unlock(); // Being closed (D-05).
      return;
    }
    Tcpcb child = listen.input(s, tp);
    if (child != null) {
      connection.doSegment(s, child);
    }
  }

  private void closedPort(TcpSegment s) {
    int log = tcp.sysctl.logInVain.get();
    if (log == 1 && s.has(TcpHeader.SYN) || log == 2) {
      inet.kernel()
          .log()
          .log(
              "Connection attempt to TCP "
                  + InAddr.ntoa(s.dst)
                  + ":"
                  + s.dport
                  + " from "
                  + InAddr.ntoa(s.src)
                  + ":"
                  + s.sport
                  + " flags "
                  + TcpHeader.flagString(s.flags));
    }
    refuse(s, BadportBandlim.Kind.RST_CLOSEDPORT);
  }

  /**
   * A segment that belongs to no connection: answered with a RST, unless blackhole(4) says that
   * nobody but this host itself is answered.
   *
   * @param kind RST_OPENPORT for a listener's port, RST_CLOSEDPORT for one that has none
   */
  void refuse(TcpSegment s, BadportBandlim.Kind kind) {
    int blackhole = tcp.sysctl.blackhole.get();
    boolean silent =
        kind == BadportBandlim.Kind.RST_OPENPORT
            ? blackhole == BLACKHOLE_LISTENER
            : blackhole == BLACKHOLE_SYN && s.has(TcpHeader.SYN) || blackhole > BLACKHOLE_SYN;
    if (silent && (tcp.sysctl.blackholeLocal.on() || inet.ifaddrs().ifWithAddr(s.src) == null)) {
      return;
    }
    dropWithReset(s, null, kind);
  }

  /**
   * tcp_dropwithreset(): answers with a RST (RFC 9293 section 3.10.7.1), unless the segment is one,
   * or was sent to many.
   *
   * @param tp the connection, locked, or null
   * @param kind what limits the answers, null if nothing does
   */
  @Requires("tp.inp.lock")
  void dropWithReset(TcpSegment s, Tcpcb tp, BadportBandlim.Kind kind) {
    if (s.has(TcpHeader.RST) || toMany(s)) {
      return;
    }
    if (kind != null && !inet.bandlim.allow(kind)) {
      return;
    }
    reset(tcp, s, tp);
  }

  private boolean toMany(TcpSegment s) {
    Mbuf m = s.m;
    if (m == null) {
      return false;
    }
    return manyOrNone(inet, m, s);
  }

  /** Whether source or destination is no single host. */
  static boolean manyOrNone(Inet inet, Mbuf m, TcpSegment s) {
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    return (m.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST)) != 0
        || InAddr.isMulticast(s.dst)
        || InAddr.isMulticast(s.src)
        || s.src == InAddr.INADDR_BROADCAST
        || rcvif != null
            && (rcvif.flags() & Iff.IFF_BROADCAST) != 0
            && inet.inBroadcast(s.dst, rcvif);
  }

  /** The RST that fits a segment. */
  @Requires("tp.inp.lock")
  static void reset(Tcp tcp, TcpSegment s, Tcpcb tp) {
    if (s.has(TcpHeader.ACK)) {
      tcp.subr.respond(tp, s.inc(), s.ack, 0, TcpHeader.RST);
    } else {
      tcp.subr.respond(tp, s.inc(), 0, s.seq + s.seglen(), TcpHeader.RST | TcpHeader.ACK);
    }
  }

  @Override
  @Excludes("info.lock")
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] h) {
    tcp.subr.ctlinput(cmd, dst, h);
  }

  @Override
  @Excludes("info.lock")
  public boolean needfrag(SockAddrIn dst, byte[] h, int mtu) {
    tcp.subr.needfrag(dst, h, mtu);
    return true;
  }

  @Override
  public void drain() {
    tcp.drain();
  }
}
