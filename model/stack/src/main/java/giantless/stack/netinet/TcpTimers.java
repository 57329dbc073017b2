package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;

/**
 * The timers of one connection, tcp_timer.c: retransmission, persist, keepalive, 2MSL, delayed
 * acknowledgement. They are armed and stopped with the connection's lock held.
 *
 * <p>The callouts are bound to no lock, so a handler may begin after it was stopped: it takes the
 * locks, then looks whether it was armed again or stopped meanwhile, and returns if so (locking
 * reference, C.10). Each callout that is armed, and each handler on its way, has a reference to the
 * inpcb, which keeps the mutex that the handler waits for (D-30).
 */
final class TcpTimers {
  /** TT_DELACK. */
  static final int DELACK = 0;

  /** TT_REXMT. */
  static final int REXMT = 1;

  /** TT_PERSIST. */
  static final int PERSIST = 2;

  /** TT_KEEP. */
  static final int KEEP = 3;

  /** TT_2MSL. */
  static final int MSL2 = 4;

  private static final int COUNT = 5;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** tcp_totbackoff: the sum of the backoffs. */
  private static final int TOTBACKOFF = 2559;

  /** TCPTV_KEEP_IDLE: tcp_maxpersistidle, in milliseconds. */
  private static final int MAXPERSISTIDLE = 7_200_000;

  private final Tcp tcp;
  private final Tcpcb tp;
  private final InPcb inp;

  @GuardedBy("inp.lock")
  private Callout[] callouts;

  /**
   * A bit for each timer that is active, as callout_active(9) would say: what is asked at every
   * segment, and changes under the block's lock alone, is not to be asked of the callout wheel.
   */
  @GuardedBy("inp.lock")
  private int activeBits;

  TcpTimers(Tcp tcp, Tcpcb tp) {
    this.tcp = tcp;
    this.tp = tp;
    this.inp = tp.inp;
  }

  /** tcp_timer_activate(): arms a timer anew; 0 or less expires at once. */
  @Requires("inp.lock")
  void activate(int timer, int millis) {
    inp.lock.assertOwned();
    if (callouts == null) {
      callouts = new Callout[COUNT];
    }
    Callout c = callouts[timer];
    if (c == null) {
      c = tcp.inet.kernel().netCallout();
      callouts[timer] = c;
    }
    activeBits |= 1 << timer;
    if (!c.reset(Math.max(millis, 0) * NANOS_PER_MILLI, () -> expire(timer))) {
      inp.ref();
    }
  }

  /** tcp_timer_activate(tp, timer, 0). */
  @Requires("inp.lock")
  void stop(int timer) {
    inp.lock.assertOwned();
    if (!active(timer)) {
      return; // Not armed, or its handler has begun and will find nothing to do.
    }
    activeBits &= ~(1 << timer);
    if (callouts[timer].stop()) {
      boolean last = inp.rele();
      Kassert.kassert(!last, "tcp timer: had the last reference");
    }
  }

  @Requires("inp.lock")
  void stopAll() {
    for (int i = 0; i < COUNT; i++) {
      stop(i);
    }
  }

  /** tcp_timer_active(). */
  @Requires("inp.lock")
  boolean active(int timer) {
    return (activeBits & 1 << timer) != 0;
  }

  /** softclock calls, with no lock, or Giant where the network needs it. */
  @Excludes({"tcp.info.lock", "inp.lock"})
  private void expire(int timer) {
    boolean info = timer != DELACK;
    if (info) {
      tcp.info.lock.lock();
    }
    inp.lock.lock();
    Callout c = callouts[timer];
    boolean alive = true;
    if (inp.inpPpcb != tp || (inp.inpFlags & InPcb.INP_DROPPED) != 0) {
      tcp.stat.tcpsTimerRace.inc();
    } else if (!c.isPending() && active(timer)) {
      c.deactivate();
      activeBits &= ~(1 << timer);
      alive = run(timer);
    }
    // The handler's own reference; close has left the block to whoever has the last.
    if (!alive) {
      inp.lock.lock();
    }
    if (!inp.rele()) {
      inp.lock.unlock();
    }
    if (info) {
      tcp.info.lock.unlock();
    }
  }

  /** False if the connection was closed and its block unlocked. */
  @Requires(value = "inp.lock", unless = "false")
  private boolean run(int timer) {
    switch (timer) {
      case DELACK:
        tp.tFlags |= Tcpcb.TF_ACKNOW;
        tcp.stat.tcpsDelack.inc();
        tcp.output.output(tp);
        return true;
      case REXMT:
        return rexmt();
      case PERSIST:
        return persist();
      case KEEP:
        return keep();
      default:
        return msl2();
    }
  }

  private boolean drop() {
    return tcp.subr.drop(tp, Errno.ETIMEDOUT) != null;
  }

  // ---- Retransmission (RFC 6298 section 5) ----

  @Requires("tcp.info.lock")
  private boolean rexmt() {
    TcpRtt rtt = tp.rtt;
    tp.sack.clear();
    boolean handshake = tp.tState == TcpState.SYN_SENT || tp.tState == TcpState.SYN_RECEIVED;
    if (!rtt.timeout(handshake)) {
      tcp.stat.tcpsTimeoutdrop.inc();
      return drop();
    }
    if (tp.tState == TcpState.SYN_SENT) {
      tp.cc.cwnd = 1; // One segment to begin with, cc_conn_init() says.
    } else if (rtt.rxtshift == 1) {
      saveWindows();
    } else {
      tp.tFlags &= ~Tcpcb.TF_PREVVALID;
    }
    tcp.stat.tcpsRexmttimeo.inc();
    TcpBlackhole.afterTimeout(tcp, tp);
    if (tcp.sysctl.rexmitDropOptions.on() && tp.tState == TcpState.SYN_SENT && rtt.rxtshift == 3) {
      tp.tFlags &= ~(Tcpcb.TF_REQ_SCALE | Tcpcb.TF_REQ_TSTMP | Tcpcb.TF_SACK_PERMIT);
    }
    if (rtt.stale()) {
      rtt.invalidate();
    }
    tp.sndNxt = tp.sndUna;
    tp.cc.recover = tp.sndMax;
    tp.tFlags |= Tcpcb.TF_ACKNOW;
    tp.tRtttime = 0;
    tcp.cong.rto(tp);
    tcp.output.output(tp);
    return true;
  }

  /** What is to be restored if the timeout turns out to have been spurious. */
  @Requires("inp.lock")
  private void saveWindows() {
    CcVar cc = tp.cc;
    tp.sndCwndPrev = cc.cwnd;
    tp.sndSsthreshPrev = cc.ssthresh;
    tp.sndRecoverPrev = cc.recover;
    tp.tFlags &= ~(Tcpcb.TF_WASFRECOVERY | Tcpcb.TF_WASCRECOVERY);
    tp.tFlags |= cc.fastRecovery ? Tcpcb.TF_WASFRECOVERY : 0;
    tp.tFlags |= cc.congRecovery ? Tcpcb.TF_WASCRECOVERY : 0;
    // With time stamps the echo tells: the window is then in the clock of the time stamps.
    tp.tBadrxtwin =
        tp.has(Tcpcb.TF_RCVD_TSTMP)
            ? nonzero(tcp.ticks())
            : nonzero(tcp.ticks() + (tp.rtt.srtt >> TcpRtt.RTT_SHIFT + 1));
    tp.tFlags |= Tcpcb.TF_PREVVALID;
  }

  private static int nonzero(int t) {
    return t == 0 ? 1 : t;
  }

  // ---- Persist (RFC 9293 section 3.8.6.1) ----

  /** tcp_setpersist(). */
  @Requires("inp.lock")
  void setpersist() {
    Kassert.kassert(!active(REXMT), "tcp_setpersist: retransmit pending");
    activate(PERSIST, tp.rtt.persist(tcp.sysctl.persmin.get(), tcp.sysctl.persmax.get()));
  }

  @Requires("tcp.info.lock")
  private boolean persist() {
    tcp.stat.tcpsPersisttimeo.inc();
    int idle = tcp.ticks() - tp.tRcvtime;
    boolean dead =
        tp.rtt.rxtshift == TcpRtt.MAXRXTSHIFT
            && (idle >= MAXPERSISTIDLE || idle >= (long) tp.rtt.rexmtval() * TOTBACKOFF);
    // Nobody waits for the data of a closed socket so long.
    if (dead || tp.tState > TcpState.CLOSE_WAIT && idle >= tcp.sysctl.persmax.get()) {
      tcp.stat.tcpsPersistdrop.inc();
      return drop();
    }
    setpersist();
    tp.tFlags |= Tcpcb.TF_FORCEDATA;
    tcp.output.output(tp);
    tp.tFlags &= ~Tcpcb.TF_FORCEDATA;
    return true;
  }

  // ---- Keepalive (RFC 9293 section 3.8.4) ----

  @Requires("tcp.info.lock")
  private boolean keep() {
    tcp.stat.tcpsKeeptimeo.inc();
    Socket so = inp.inpSocket();
    if (tp.tState >= TcpState.ESTABLISHED) {
      boolean on = tcp.sysctl.alwaysKeepalive.on() || so.hasOption(SocketConst.SO_KEEPALIVE);
      if (!on || tp.tState > TcpState.CLOSING) {
        activate(KEEP, tp.keepidle());
        return true;
      }
      int idle = tcp.ticks() - tp.tRcvtime;
      if (idle < tp.keepidle()) {
        activate(KEEP, tp.keepidle() - idle);
        return true;
      }
      if (idle < (long) tp.keepidle() + tp.maxidle()) {
        // A number left of the window makes the peer answer.
        tcp.stat.tcpsKeepprobe.inc();
        tcp.subr.respond(tp, InConninfo.of(inp), tp.sndUna - 1, tp.rcvNxt, TcpHeader.ACK);
        activate(KEEP, tp.keepintvl());
        return true;
      }
    }
    tcp.stat.tcpsKeepdrops.inc();
    return drop();
  }

  // ---- FIN_WAIT_2 that is given up ----

  @Requires("tcp.info.lock")
  private boolean msl2() {
    Socket so = inp.inpSocket();
    so.rcv.lock.lock();
    boolean closed = (so.rcv.sbState() & SockBuf.SBS_CANTRCVMORE) != 0;
    so.rcv.lock.unlock();
    if (tcp.sysctl.fastFinwait2Recycle.on() && tp.tState == TcpState.FIN_WAIT_2 && closed) {
      tcp.stat.tcpsFinwait2Drops.inc();
      return tcp.subr.close(tp) != null;
    }
    if (tcp.ticks() - tp.tRcvtime <= tp.maxidle()) {
      activate(MSL2, tp.keepintvl());
      return true;
    }
    return tcp.subr.close(tp) != null;
  }
}
