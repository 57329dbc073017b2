package giantless.stack.netinet;

import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;

/**
 * Between TCP and its congestion control algorithms, cc.c: fills in what they want to know, keeps
 * what is common to them, and holds the one that new connections get.
 */
final class TcpCong {
  private final Tcp tcp;

  /** Those that there are; constant. */
  private final CcAlgo[] algos = {new CcCubic(), new CcNewReno()};

  @Racy("net.inet.tcp.cc.algorithm: a new connection takes the old one or the new one")
  private volatile CcAlgo def = algos[0];

  TcpCong(Tcp tcp) {
    this.tcp = tcp;
  }

  /** The algorithm of that name, or null. */
  CcAlgo byName(String name) {
    for (CcAlgo a : algos) {
      if (a.name().equals(name)) {
        return a;
      }
    }
    return null;
  }

  /** A new connection gets its algorithm. */
  @Requires("tp.inp.lock")
  void attach(Tcpcb tp, CcAlgo algo) {
    tp.ccAlgo = algo == null ? def : algo;
    tp.ccAlgo.init(tp.cc);
  }

  @Requires("tp.inp.lock")
  private CcVar fill(Tcpcb tp, int ack) {
    return fill(tp, ack, tcp.ticks());
  }

  @Requires("tp.inp.lock")
  private CcVar fill(Tcpcb tp, int ack, int now) {
    CcVar v = tp.cc;
    TcpSysctl s = tcp.sysctl;
    v.maxseg = tp.maxseg();
    v.sndUna = tp.sndUna;
    v.sndNxt = tp.sndNxt;
    v.sndMax = tp.sndMax;
    v.sndWnd = tp.sndWnd;
    v.curack = ack;
    v.bytesThisAck = Math.max(ack - tp.sndUna, 0);
    v.srttMillis = tp.rtt.srttMillis();
    v.minRttMillis = tp.rtt.rttlow;
    v.nowMillis = now;
    v.abc = s.rfc3465.on();
    v.abcLVar = s.abcLVar.get();
    v.abe = s.ccAbe.on();
    v.initcwndSegments = s.initcwndSegments.get();
    return v;
  }

  /** cc_conn_init(): the connection is established; what is known of the path, and a window. */
  @Requires("tp.inp.lock")
  void connInit(Tcpcb tp) {
    TcpHostcache.Metrics m = tcp.hostcache.get(tp.inp.faddr());
    CcVar v = fill(tp, tp.sndUna);
    if (m != null && tp.rtt.srtt == 0 && m.rtt != 0) {
      tp.rtt.preset(m.rtt, m.rttvar);
      tcp.stat.tcpsUsedrtt.inc();
      if (m.rttvar != 0) {
        tcp.stat.tcpsUsedrttvar.inc();
      }
    }
    if (m != null && m.ssthresh != 0) {
      v.ssthresh = Math.max(2 * v.maxseg, m.ssthresh);
      tcp.stat.tcpsUsedssthresh.inc();
    }
    v.cwnd = v.cwnd == 1 ? v.maxseg : v.initialWindow();
    tp.ccAlgo.connInit(v);
  }

  /**
   * cc_ack_received().
   *
   * @param now when it came, on the clock of {@link Tcp#ticks}
   */
  @Requires("tp.inp.lock")
  void ackReceived(Tcpcb tp, int ack, int now, CcAlgo.Ack type) {
    CcVar v = fill(tp, ack, now);
    v.cwndLimited = v.cwnd <= tp.sndWnd;
    if (type == CcAlgo.Ack.ACK) {
      if (v.cwnd > v.ssthresh) {
        v.bytesAcked += v.bytesThisAck;
        if (v.bytesAcked >= v.cwnd) {
          v.bytesAcked -= v.cwnd;
          v.abcSentAWnd = true;
        }
      } else {
        v.abcSentAWnd = false;
        v.bytesAcked = 0;
      }
    }
    tp.ccAlgo.ackReceived(v, type);
  }

  /** cc_cong_signal(CC_NDUPACK). */
  @Requires("tp.inp.lock")
  void loss(Tcpcb tp, int ack) {
    CcVar v = fill(tp, ack);
    if (!v.fastRecovery) {
      v.recover = tp.sndMax;
      sendCwr(tp);
    }
    tp.ccAlgo.congSignal(v, CcAlgo.Signal.NDUPACK);
  }

  /** cc_cong_signal(CC_ECN). */
  @Requires("tp.inp.lock")
  void ecn(Tcpcb tp, int ack) {
    CcVar v = fill(tp, ack);
    if (!v.congRecovery || TcpSeq.geq(ack, v.recover)) {
      v.congRecovery = false;
      tcp.stat.tcpsEcnRcwnd.inc();
      v.recover = tp.sndMax + 1;
      sendCwr(tp);
    }
    boolean before = v.congRecovery;
    tp.ccAlgo.congSignal(v, CcAlgo.Signal.ECN);
    if (before) {
      return;
    }
    tp.prr.end();
    if (tcp.sysctl.doPrr.on()) {
      tp.prr.begin(tp.sndMax - tp.sndUna, 0, 0);
    }
  }

  /** EXIT_RECOVERY. */
  @Requires("tp.inp.lock")
  void leave(Tcpcb tp) {
    tp.cc.exitRecovery();
    tp.prr.end();
  }

  /** cc_cong_signal(CC_RTO). */
  @Requires("tp.inp.lock")
  void rto(Tcpcb tp) {
    CcVar v = fill(tp, tp.sndUna);
    tp.tDupacks = 0;
    v.bytesAcked = 0;
    v.recoveryBarred |= v.fastRecovery;
    v.barredUntil = v.recover;
    v.exitRecovery(); // Its reduction stays, for a spurious timeout.
    sendCwr(tp);
    if (tp.tState != TcpState.SYN_SENT) {
      tp.ccAlgo.congSignal(v, CcAlgo.Signal.RTO);
    }
  }

  @Requires("tp.inp.lock")
  private static void sendCwr(Tcpcb tp) {
    if (tp.has2(Tcpcb.TF2_ECN_PERMIT)) {
      tp.tFlags2 |= Tcpcb.TF2_ECN_SND_CWR;
    }
  }

  /** cc_cong_signal(CC_RTO_ERR): the timeout was spurious; all is as before (RFC 5682). */
  @Requires("tp.inp.lock")
  void rtoError(Tcpcb tp) {
    CcVar v = tp.cc;
    tcp.stat.tcpsSndrexmitbad.inc();
    // A handshake had no window that could come back: the first one stays (RFC 5681 section 3.1).
    v.cwnd = tp.sndCwndPrev == CcVar.NO_LIMIT ? v.cwnd : tp.sndCwndPrev;
    v.ssthresh = tp.sndSsthreshPrev;
    v.recover = tp.sndRecoverPrev;
    v.barredUntil = v.recover;
    v.fastRecovery |= tp.has(Tcpcb.TF_WASFRECOVERY);
    v.congRecovery |= tp.has(Tcpcb.TF_WASCRECOVERY);
    tp.sndNxt = tp.sndMax;
    tp.tFlags &= ~Tcpcb.TF_PREVVALID;
    tp.tBadrxtwin = 0;
  }

  /** cc_post_recovery(). */
  @Requires("tp.inp.lock")
  void postRecovery(Tcpcb tp, int ack) {
    CcVar v = fill(tp, ack);
    v.pipe = tp.sndMax - ack;
    tp.ccAlgo.postRecovery(v);
    leave(tp);
    v.bytesAcked = 0;
  }

  /** cc_after_idle(). */
  @Requires("tp.inp.lock")
  void afterIdle(Tcpcb tp) {
    tp.ccAlgo.afterIdle(fill(tp, tp.sndUna));
  }

  private Errno setDefault(String name) {
    CcAlgo a = byName(name);
    if (a == null) {
      return Errno.ESRCH;
    }
    def = a;
    return Errno.OK;
  }

  private String names() {
    String s = "";
    for (CcAlgo a : algos) {
      s += (s.isEmpty() ? "" : ", ") + a.name();
    }
    return s;
  }

  void provide(OidTree t) {
    t.addString(
        "net.inet.tcp.cc.algorithm",
        Oid.CTLFLAG_RWTUN,
        "Default congestion control algorithm",
        () -> def.name(),
        v -> setDefault(v));
    t.addString(
        "net.inet.tcp.cc.available",
        Oid.CTLFLAG_RD,
        "Congestion control algorithms",
        () -> names(),
        null);
  }
}
