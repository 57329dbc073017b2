package giantless.stack.netinet;

import giantless.lock.contract.Requires;

/**
 * Black holes on the path: routers that neither pass a long segment nor tell (RFC 2923, RFC 4821).
 * After some timeouts smaller segments are tried, and the old size again if that does not help. No
 * state of its own.
 */
final class TcpBlackhole {
  private static final int FIRST = 2;
  private static final int GIVE_UP = 6;

  private TcpBlackhole() {}

  /** The retransmission timer ran out. */
  @Requires("tp.inp.lock")
  static void afterTimeout(Tcp tcp, Tcpcb tp) {
    int detect = tcp.sysctl.pmtudBlackholeDetection.get();
    if ((detect & 1) == 0
        || tp.tState != TcpState.ESTABLISHED && tp.tState != TcpState.FIN_WAIT_1) {
      return;
    }
    boolean full = tp.has2(Tcpcb.TF2_PLPMTU_PMTUD) && tp.has2(Tcpcb.TF2_PLPMTU_MAXSEGSNT);
    int shift = tp.rtt.rxtshift;
    if (full && shift >= FIRST && shift < GIVE_UP && shift % 2 == 0) {
      if (!tp.has2(Tcpcb.TF2_PLPMTU_BLACKHOLE)) {
        tp.tFlags2 |= Tcpcb.TF2_PLPMTU_BLACKHOLE;
        tp.tPmtudSavedMaxseg = tp.tMaxseg;
      }
      int mss = tcp.sysctl.pmtudBlackholeMss.get();
      if (tp.tMaxseg > mss) {
        tp.tMaxseg = mss;
        tcp.stat.tcpsPmtudBlackholeActivated.inc();
      } else {
        tp.tMaxseg = tcp.sysctl.mssdflt.get();
        tp.tFlags2 &= ~Tcpcb.TF2_PLPMTU_PMTUD;
        tcp.stat.tcpsPmtudBlackholeActivatedMinMss.inc();
      }
      tp.cc.cwnd = tp.tMaxseg;
    } else if (tp.has2(Tcpcb.TF2_PLPMTU_BLACKHOLE) && shift >= GIVE_UP) {
      // It was no black hole: the path is gone for segments of any size.
      tp.tFlags2 |= Tcpcb.TF2_PLPMTU_PMTUD;
      tp.tFlags2 &= ~Tcpcb.TF2_PLPMTU_BLACKHOLE;
      tp.tMaxseg = tp.tPmtudSavedMaxseg;
      tp.cc.cwnd = tp.tMaxseg;
      tcp.stat.tcpsPmtudBlackholeFailed.inc();
    }
  }

  /** An acknowledgement came after timeouts: the size in use is good. */
  @Requires("tp.inp.lock")
  static void acknowledged(Tcpcb tp) {
    if (tp.has2(Tcpcb.TF2_PLPMTU_BLACKHOLE) && tp.rtt.rxtshift >= 1) {
      tp.tFlags2 &= ~Tcpcb.TF2_PLPMTU_BLACKHOLE;
    }
  }
}
