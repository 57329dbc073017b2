package giantless.stack.netinet;

import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Errno;

/**
 * The control block of one TCP connection, {@code struct tcpcb}: state, windows, clocks. The lock
 * of its {@link InPcb} protects all of it, the objects that it holds included (locking reference,
 * A.2).
 */
final class Tcpcb {
  /** Acknowledge now. */
  static final int TF_ACKNOW = 0x00000001;

  /** Acknowledge, but wait a little. */
  static final int TF_DELACK = 0x00000002;

  /** TCP_NODELAY: no Nagle. */
  static final int TF_NODELAY = 0x00000004;

  /** TCP_NOOPT: no options. */
  static final int TF_NOOPT = 0x00000008;

  /** A FIN was sent. */
  static final int TF_SENTFIN = 0x00000010;

  /** Window scaling was, or will be, asked for. */
  static final int TF_REQ_SCALE = 0x00000020;

  /** The peer has asked for it. */
  static final int TF_RCVD_SCALE = 0x00000040;

  /** Time stamps were, or will be, asked for. */
  static final int TF_REQ_TSTMP = 0x00000080;

  /** The peer has sent one in its SYN. */
  static final int TF_RCVD_TSTMP = 0x00000100;

  /** The peer takes SACK. */
  static final int TF_SACK_PERMIT = 0x00000200;

  /** A SYN is to be sent in a state that does not say so. */
  static final int TF_NEEDSYN = 0x00000400;

  /** A FIN is to be sent. */
  static final int TF_NEEDFIN = 0x00000800;

  /** TCP_NOPUSH: no short segments. */
  static final int TF_NOPUSH = 0x00001000;

  /** The saved window variables are good. */
  static final int TF_PREVVALID = 0x00002000;

  /** More data of the same call follow. */
  static final int TF_MORETOCOME = 0x00010000;

  /** The connection was idle before such data. */
  static final int TF_LASTIDLE = 0x00040000;

  /** The window that was advertised last is closed. */
  static final int TF_RXWIN0SENT = 0x00080000;

  /** A window probe is to be sent. */
  static final int TF_FORCEDATA = 0x00200000;

  /** Was in fast recovery before the timeout. */
  static final int TF_WASFRECOVERY = 0x08000000;

  /** Was in congestion recovery before it. */
  static final int TF_WASCRECOVERY = 0x10000000;

  /** Possible black hole: smaller segments are tried. */
  static final int TF2_PLPMTU_BLACKHOLE = 0x00000001;

  /** Allowed to do path MTU discovery. */
  static final int TF2_PLPMTU_PMTUD = 0x00000002;

  /** A segment of full size was sent. */
  static final int TF2_PLPMTU_MAXSEGSNT = 0x00000004;

  /** Both ends have agreed on ECN. */
  static final int TF2_ECN_PERMIT = 0x00000008;

  /** CWR goes with the next data. */
  static final int TF2_ECN_SND_CWR = 0x00000010;

  /** ECE goes with each segment until the peer sends CWR. */
  static final int TF2_ECN_SND_ECE = 0x00000020;

  /** The urgent byte is there. */
  static final int TCPOOB_HAVEDATA = 0x01;

  /** It was read. */
  static final int TCPOOB_HADDATA = 0x02;

  /** t_inpcb; constant. */
  final InPcb inp;

  final Tcp tcp;

  /** Its timers; each arms under the lock. */
  final TcpTimers timers;

  // ---- Flags of the connection: TF_* ----

  /** TF_*. */
  @GuardedBy("inp.lock")
  int tFlags;

  /** TF2_*. */
  @GuardedBy("inp.lock")
  int tFlags2;

  /** {@link TcpState}. */
  @GuardedBy("inp.lock")
  int tState;

  // ---- Sending ----

  /** snd_una: the oldest number that is not acknowledged. */
  @GuardedBy("inp.lock")
  int sndUna;

  /** snd_nxt: the next to send. */
  @GuardedBy("inp.lock")
  int sndNxt;

  /** snd_max: behind the highest that was sent. */
  @GuardedBy("inp.lock")
  int sndMax;

  /** snd_up: urgent data end here. */
  @GuardedBy("inp.lock")
  int sndUp;

  /** snd_wl1: sequence number of the last window update. */
  @GuardedBy("inp.lock")
  int sndWl1;

  /** snd_wl2: acknowledgement of the last window update. */
  @GuardedBy("inp.lock")
  int sndWl2;

  /** Initial send sequence number. */
  @GuardedBy("inp.lock")
  int iss;

  /** snd_wnd: the peer's window in bytes. */
  @GuardedBy("inp.lock")
  int sndWnd;

  /** The largest window that the peer has given. */
  @GuardedBy("inp.lock")
  int maxSndwnd;

  /** snd_scale: shift of the peer's window. */
  @GuardedBy("inp.lock")
  int sndScale;

  /** snd_recover before the last timeout. */
  @GuardedBy("inp.lock")
  int sndRecoverPrev;

  /** snd_cwnd before the last timeout. */
  @GuardedBy("inp.lock")
  int sndCwndPrev;

  /** snd_ssthresh before the last timeout. */
  @GuardedBy("inp.lock")
  int sndSsthreshPrev;

  /** Segments sent by limited transmit (RFC 3042). */
  @GuardedBy("inp.lock")
  int sndLimited;

  /** Duplicate acknowledgements in a row. */
  @GuardedBy("inp.lock")
  int tDupacks;

  /** Times that this host closed its window. */
  @GuardedBy("inp.lock")
  int sndZerowin;

  /** Segments sent again. */
  @GuardedBy("inp.lock")
  int sndRexmitpack;

  /** Segments that came out of order. */
  @GuardedBy("inp.lock")
  int rcvOoopack;

  // ---- Receiving ----

  /** Initial receive sequence number. */
  @GuardedBy("inp.lock")
  int irs;

  /** rcv_nxt: the next that is expected. */
  @GuardedBy("inp.lock")
  int rcvNxt;

  /** rcv_adv: the right edge of the window that was advertised. */
  @GuardedBy("inp.lock")
  int rcvAdv;

  /** rcv_wnd: the window in bytes. */
  @GuardedBy("inp.lock")
  int rcvWnd;

  /** rcv_up: urgent data end here. */
  @GuardedBy("inp.lock")
  int rcvUp;

  /** rcv_scale: shift of our window. */
  @GuardedBy("inp.lock")
  int rcvScale;

  /** request_r_scale: the shift that was asked for. */
  @GuardedBy("inp.lock")
  int requestRScale = -1;

  /** last_ack_sent. */
  @GuardedBy("inp.lock")
  int lastAckSent;

  /** t_challenge_ack_end: until when the challenge ACKs are counted, ms of uptime; -1: none yet. */
  @GuardedBy("inp.lock")
  long tChallengeAckEnd = -1;

  /** t_challenge_ack_cnt: how many went out in that time. */
  @GuardedBy("inp.lock")
  int tChallengeAckCnt;

  // ---- Segment size ----

  /** t_maxseg: bytes of data and options in a segment at most. */
  @GuardedBy("inp.lock")
  int tMaxseg;

  /** t_pmtud_saved_maxseg: what it was before a black hole was suspected. */
  @GuardedBy("inp.lock")
  int tPmtudSavedMaxseg;

  // ---- Time, in milliseconds of {@link Tcp#ticks} ----

  /** When a segment came last. */
  @GuardedBy("inp.lock")
  int tRcvtime;

  /** When the connection was established. */
  @GuardedBy("inp.lock")
  int tStarttime;

  /** When the segment that is timed was sent; 0 if none is. */
  @GuardedBy("inp.lock")
  int tRtttime;

  /** t_rtseq: the number that is timed. */
  @GuardedBy("inp.lock")
  int tRtseq;

  /** ts_recent: the time stamp to echo. */
  @GuardedBy("inp.lock")
  int tsRecent;

  /** When it came. */
  @GuardedBy("inp.lock")
  int tsRecentAge;

  /** ts_offset: what is added to our clock for this connection's time stamps. */
  @GuardedBy("inp.lock")
  int tsOffset;

  /** t_badrxtwin: until then an acknowledgement shows that a timeout was spurious. */
  @GuardedBy("inp.lock")
  int tBadrxtwin;

  /** rfbuf_ts: when {@link TcpAutobuf} began to count what comes; 0 if it does not. */
  @GuardedBy("inp.lock")
  int rfbufTs;

  /** rfbuf_cnt: bytes that it has counted. */
  @GuardedBy("inp.lock")
  int rfbufCnt;

  // ---- Keepalive, in milliseconds; 0 for the default ----

  /** TCP_KEEPINIT. */
  @GuardedBy("inp.lock")
  int tKeepinit;

  /** TCP_KEEPIDLE. */
  @GuardedBy("inp.lock")
  int tKeepidle;

  /** TCP_KEEPINTVL. */
  @GuardedBy("inp.lock")
  int tKeepintvl;

  /** TCP_KEEPCNT. */
  @GuardedBy("inp.lock")
  int tKeepcnt;

  // ---- Out of band ----

  /** TCPOOB_*. */
  @GuardedBy("inp.lock")
  int tOobflags;

  /** The urgent byte. */
  @GuardedBy("inp.lock")
  int tIobc;

  /** The urgent byte, before rcv_up, has not come yet. */
  @GuardedBy("inp.lock")
  boolean oobPending;

  // ---- Errors ----

  /** t_softerror: an error that may go away. */
  @GuardedBy("inp.lock")
  Errno tSofterror = Errno.OK;

  /** The congestion control algorithm. */
  @GuardedBy("inp.lock")
  CcAlgo ccAlgo;

  // ---- Parts ----

  /** Round trip time and timeout. */
  @GuardedBy("inp.lock")
  TcpRtt rtt;

  /** Windows and congestion state. */
  @GuardedBy("inp.lock")
  CcVar cc;

  /** What the peer has of what we sent; null before the first use. */
  @GuardedBy("inp.lock")
  SackScoreboard sack;

  /** How much may be sent while the window is reduced. */
  @GuardedBy("inp.lock")
  TcpPrr prr;

  /** What we tell the peer by SACK. */
  @GuardedBy("inp.lock")
  SackReceiver rcvSack;

  /** Data out of order. */
  @GuardedBy("inp.lock")
  TcpReass reass;

  Tcpcb(Tcp tcp, InPcb inp) {
    this.tcp = tcp;
    this.inp = inp;
    this.timers = new TcpTimers(tcp, this);
    this.cc = new CcVar();
    this.rtt =
        new TcpRtt(
            tcp.sysctl.rexmitInitial.get(),
            tcp.sysctl.rexmitMin.get(),
            tcp.sysctl.rexmitSlop.get());
    this.sack = new SackScoreboard();
    this.prr = new TcpPrr();
    this.rcvSack = new SackReceiver();
    this.reass = new TcpReass(tcp.inet.mbufs());
  }

  boolean has(int tf) {
    return (tFlags & tf) != 0;
  }

  boolean has2(int tf2) {
    return (tFlags2 & tf2) != 0;
  }

  /** tcp_sendseqinit. */
  void sendseqinit() {
    sndUna = iss;
    sndNxt = iss;
    sndMax = iss;
    sndUp = iss;
    cc.recover = iss;
  }

  /** tcp_rcvseqinit. */
  void rcvseqinit() {
    rcvAdv = irs + 1;
    rcvNxt = irs + 1;
  }

  /** tcp_maxseg(): bytes of data in a segment, with the options that each carries taken off. */
  int maxseg() {
    int opt = 0;
    if (TcpState.haveEstablished(tState) && !has(TF_NOOPT)) {
      if (has(TF_RCVD_TSTMP)) {
        opt += TcpOptions.OLEN_TSTAMP_APPA;
      }
      if (has(TF_SACK_PERMIT) && rcvSack.count() > 0) {
        opt += 4 + Math.min(rcvSack.count(), 3) * TcpOptions.OLEN_SACK;
      }
    }
    return Math.max(tMaxseg - opt, 1);
  }

  /** tcp_fixed_maxseg(): the same without the options that come and go. */
  int fixedMaxseg() {
    return Math.max(tMaxseg - (has(TF_RCVD_TSTMP) ? TcpOptions.OLEN_TSTAMP_APPA : 0), 1);
  }

  /** TP_KEEPINIT. */
  int keepinit() {
    return tKeepinit != 0 ? tKeepinit : tcp.sysctl.keepinit.get();
  }

  /** TP_KEEPIDLE. */
  int keepidle() {
    return tKeepidle != 0 ? tKeepidle : tcp.sysctl.keepidle.get();
  }

  /** TP_KEEPINTVL. */
  int keepintvl() {
    return tKeepintvl != 0 ? tKeepintvl : tcp.sysctl.keepintvl.get();
  }

  /** TP_KEEPCNT. */
  int keepcnt() {
    return tKeepcnt != 0 ? tKeepcnt : tcp.sysctl.keepcnt.get();
  }

  /** TP_MAXIDLE: how long probes go unanswered, in milliseconds. */
  int maxidle() {
    return (int) Math.min((long) keepcnt() * keepintvl(), Integer.MAX_VALUE);
  }

  @Override
  public String toString() {
    return "tcpcb of " + inp;
  }
}
