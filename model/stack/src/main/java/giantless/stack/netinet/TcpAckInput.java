package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.socket.SbDrop;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket2;

/**
 * The acknowledgement of a segment (RFC 9293 section 3.10.7.4, fifth step): duplicates and loss
 * recovery (RFC 5681, RFC 6582, RFC 6675, RFC 3042), round trips, what leaves the send buffer, and
 * the states that end with it. Called with the connection's lock, which is released only where the
 * connection ends (GONE).
 */
final class TcpAckInput {
  /** tcprexmtthresh. */
  private static final int DUPTHRESH = 3;

  private final Tcp tcp;
  private final TcpStat stat;
  private final TcpTextInput text;

  TcpAckInput(Tcp tcp, TcpTextInput text) {
    this.tcp = tcp;
    this.stat = tcp.stat;
    this.text = text;
  }

  /** The segment has ACK, and is trimmed to the window. */
  @Requires(value = "tp.inp.lock", unless = "GONE")
  TcpDoSegment.Next input(TcpSegment s, Tcpcb tp) {
    if (tp.tState == TcpState.SYN_RECEIVED) {
      established(s, tp);
    }
    if (TcpSeq.gt(s.ack, tp.sndMax)) {
      stat.tcpsRcvacktoomuch.inc();
      return TcpDoSegment.Next.DROPAFTERACK;
    }
    if (!tcp.sysctl.insecureAck.on() && TcpSeq.lt(s.ack, tp.sndUna - tp.maxSndwnd)) {
      // RFC 5961 section 5.2: older than any that the peer can have sent.
      stat.tcpsRcvacktooold.inc();
      return TcpDoSegment.Next.DROPAFTERACK;
    }
    boolean sackChanged = false;
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && (s.to.has(TcpOptions.TOF_SACK) || !tp.sack.isEmpty())) {
      sackChanged = sack(s, tp);
    }
    if (TcpSeq.leq(s.ack, tp.sndUna)) {
      return old(s, tp, sackChanged);
    }
    // RFC 6675 section 2: a duplicate too, if its blocks tell something new.
    tp.tDupacks = sackChanged ? 1 : 0;
    if (tp.cc.fastRecovery) {
      if (TcpSeq.lt(s.ack, tp.cc.recover)) {
        partialAck(s, tp);
      } else {
        tcp.cong.postRecovery(tp, s.ack);
      }
    } else if (sackChanged && tp.sack.firstIsLost(tp.maxseg()) && !barred(tp, s.ack)) {
      recoverBehind(s, tp);
    } else if (tp.cc.congRecovery && TcpSeq.lt(s.ack, tp.cc.recover)) {
      reduceForMark(s, tp);
    }
    if (tp.has(Tcpcb.TF_NEEDSYN)) {
      // The SYN of a simultaneous open is acknowledged: it is no data.
      tp.tFlags &= ~Tcpcb.TF_NEEDSYN;
      tp.sndUna++;
      TcpDoSegment.scale(tp);
    }
    return processAck(s, tp);
  }

  @Requires("tp.inp.lock")
  private boolean sack(TcpSegment s, Tcpcb tp) {
    if (s.to.has(TcpOptions.TOF_SACK)) {
      stat.tcpsSackRcvBlocks.inc();
    }
    int before = tp.sack.overflows();
    boolean changed =
        tp.sack.update(tp.sndUna, s.ack, tp.sndMax, s.to, tcp.sysctl.sackMaxholes.get());
    stat.tcpsDsackCount.add(tp.sack.dsacks());
    if (tp.sack.overflows() != before) {
      stat.tcpsSackSboverflow.inc();
    }
    return changed;
  }

  /** SYN_RECEIVED to ESTABLISHED, or to FIN_WAIT_1 if the user has closed already. */
  @Requires("tp.inp.lock")
  private void established(TcpSegment s, Tcpcb tp) {
    stat.tcpsConnects.inc();
    UipcSocket2.soisconnected(tp.inp.inpSocket());
    TcpDoSegment.scale(tp);
    tp.sndWnd = s.win;
    tp.tStarttime = tcp.ticks();
    if (tp.has(Tcpcb.TF_NEEDFIN)) {
      tp.tState = TcpState.FIN_WAIT_1;
      tp.tFlags &= ~Tcpcb.TF_NEEDFIN;
    } else {
      tp.tState = TcpState.ESTABLISHED;
      tcp.cong.connInit(tp);
      tp.timers.activate(TcpTimers.KEEP, tp.keepidle());
    }
    s.incForSyn = TcpSeq.gt(s.ack, tp.sndUna) && !tp.has(Tcpcb.TF_NEEDSYN);
    if (s.tlen == 0 && !s.has(TcpHeader.FIN) && !tp.reass.isEmpty()) {
      // What came with the SYN and was kept (RFC 9293 section 3.10.7.3) is acknowledged with this.
      tp.tFlags |= Tcpcb.TF_ACKNOW;
      if (text.present(tp)) {
        s.flags |= TcpHeader.FIN;
        s.urgentFrom(tp.rcvNxt - s.seq);
        s.seq = tp.rcvNxt;
      }
    }
    tp.sndWl1 = s.seq - 1;
  }

  // ---- Duplicates and recovery ----

  /** It acknowledges nothing new. */
  @Requires("tp.inp.lock")
  private TcpDoSegment.Next old(TcpSegment s, Tcpcb tp, boolean sackChanged) {
    if (s.hadText || s.win != tp.sndWnd && !sackChanged) {
      return TcpDoSegment.Next.STEP6;
    }
    if (s.has(TcpHeader.FIN) && !TcpState.haveRcvdFin(tp.tState)) {
      tp.tDupacks = 0; // The first FIN of a simultaneous close.
      return TcpDoSegment.Next.STEP6;
    }
    if (s.hadFin) {
      return TcpDoSegment.Next.STEP6; // RFC 5681 section 2: no duplicate acknowledgement either.
    }
    stat.tcpsRcvdupack.inc();
    if (s.ack != tp.sndUna
        || !sackChanged
            && tp.has(Tcpcb.TF_SACK_PERMIT)
            && (s.to.has(TcpOptions.TOF_SACK) || !tp.sack.isEmpty())) {
      return TcpDoSegment.Next.STEP6; // RFC 6675 section 2: with SACK it must tell something new.
    }
    if (!tp.timers.active(TcpTimers.REXMT)) {
      tp.tDupacks = 0;
      return TcpDoSegment.Next.STEP6;
    }
    tp.tDupacks++;
    if (tp.cc.fastRecovery) {
      inRecovery(s, tp);
      return TcpDoSegment.Next.DROP;
    }
    boolean lost = tp.has(Tcpcb.TF_SACK_PERMIT) && tp.sack.firstIsLost(tp.maxseg());
    if (tp.tDupacks >= DUPTHRESH || lost) {
      return enterRecovery(s, tp);
    }
    if (tcp.sysctl.rfc3042.on()) {
      limitedTransmit(s, tp);
      return TcpDoSegment.Next.DROP;
    }
    return TcpDoSegment.Next.STEP6;
  }

  /** Another segment has left the network. */
  @Requires("tp.inp.lock")
  private void inRecovery(TcpSegment s, Tcpcb tp) {
    tcp.cong.ackReceived(tp, s.ack, s.now, CcAlgo.Ack.DUPACK);
    if (tp.prr.active()) {
      reduce(s, tp);
    } else if (!tp.has(Tcpcb.TF_SACK_PERMIT) || tp.sack.isEmpty()) {
      tp.cc.cwnd = Math.min(tp.cc.cwnd + tp.maxseg(), CcVar.NO_LIMIT);
    }
    tcp.output.output(tp);
  }

  /** RFC 6675 section 5.1: no recovery follows another that ended by a timeout; not in FreeBSD. */
  @Requires("tp.inp.lock")
  private static boolean barred(Tcpcb tp, int ack) {
    return tp.cc.recoveryBarred && TcpSeq.lt(ack, tp.cc.barredUntil);
  }

  @Requires("tp.inp.lock")
  private TcpDoSegment.Next enterRecovery(TcpSegment s, Tcpcb tp) {
    boolean sack = tp.has(Tcpcb.TF_SACK_PERMIT);
    // Acknowledgements of what was sent before the last recovery or timeout begin no new one (RFC
    // 6582 section 3.2, step 2, which leaves no choice). FreeBSD looks so far with do_prr=0 only.
    if (sack ? barred(tp, s.ack) : TcpSeq.leq(s.ack, tp.cc.recover)) {
      tp.tDupacks = 0;
      return TcpDoSegment.Next.STEP6;
    }
    tcp.cong.loss(tp, s.ack);
    tcp.cong.ackReceived(tp, s.ack, s.now, CcAlgo.Ack.DUPACK);
    tp.timers.stop(TcpTimers.REXMT);
    tp.tRtttime = 0;
    tp.prr.end();
    if (sack) {
      stat.tcpsSackRecoveryEpisode.inc();
      tp.cc.cwnd = tp.cc.ssthresh;
      if (tcp.sysctl.doPrr.on()) {
        beginReduction(tp);
      }
      retransmitFirst(tp, s.ack);
      if (tp.prr.active() && tp.sack.isEmpty()) {
        tp.cc.cwnd += tp.maxseg() * (tp.tDupacks - tp.sndLimited);
        return TcpDoSegment.Next.DROP;
      }
      tcp.output.output(tp);
      return TcpDoSegment.Next.DROP;
    }
    int onxt = tp.sndNxt;
    tp.sndNxt = s.ack;
    tp.cc.cwnd = tp.maxseg();
    tcp.output.output(tp);
    tp.cc.cwnd = tp.cc.ssthresh + tp.maxseg() * (tp.tDupacks - tp.sndLimited);
    tp.sndNxt = TcpSeq.max(onxt, tp.sndNxt);
    return TcpDoSegment.Next.DROP;
  }

  /** It acknowledges new data, and its blocks show that the next segment is lost. */
  @Requires("tp.inp.lock")
  private void recoverBehind(TcpSegment s, Tcpcb tp) {
    tcp.cong.loss(tp, s.ack);
    tp.tRtttime = 0;
    stat.tcpsSackRecoveryEpisode.inc();
    tp.cc.cwnd = tp.cc.ssthresh;
    tp.prr.end();
    if (tcp.sysctl.doPrr.on()) {
      tp.prr.begin(tp.sndMax - tp.sndUna, 0, 0);
      reduce(s, tp);
    }
    s.needOutput = true;
  }

  // ---- Proportional rate reduction (RFC 6937); FreeBSD: tcp_do_prr_ack() ----

  /** A loss is to be repaired: one segment goes at once. */
  @Requires("tp.inp.lock")
  private void beginReduction(Tcpcb tp) {
    int maxseg = tp.maxseg();
    int flight = tp.sndMax - tp.sndUna;
    // What limited transmit has replaced does not count (RFC 3042).
    int arrived = tp.sack.isEmpty() ? Math.min(flight, DUPTHRESH * maxseg) : maxseg;
    tp.prr.begin(flight, arrived, maxseg);
  }

  /** An acknowledgement while a loss is repaired. */
  @Requires("tp.inp.lock")
  private void reduce(TcpSegment s, Tcpcb tp) {
    int maxseg = tp.maxseg();
    CcVar cc = tp.cc;
    boolean crb = tcp.sysctl.doPrrConservative.on();
    int una = TcpSeq.max(tp.sndUna, s.ack);
    if (!tp.sack.isEmpty()) {
      int pipe = tp.sack.pipe(una, tp.sndMax, maxseg);
      // A partial acknowledgement without blocks means that the next is missing too.
      boolean more = tp.sack.newHole() || !s.to.has(TcpOptions.TOF_SACK);
      tp.prr.acknowledged(tp.sack.delivered(), crb || more, pipe, cc.ssthresh, maxseg);
      int again = tp.sack.rexmitBytes() + Math.max(tp.sndMax - cc.recover, 0);
      tp.prr.atLeast(maxseg - again); // One segment is always in flight.
      return;
    }
    // Without blocks a duplicate counts for a segment, but not for more of them than were sent.
    boolean counts = tp.prr.delivered() < DUPTHRESH * maxseg + cc.recover - una;
    int left = (int) Math.max(tp.sndMax - una - (long) tp.tDupacks * maxseg, 0);
    int n = tp.prr.acknowledged(counts ? maxseg : 0, crb, left, cc.ssthresh, maxseg);
    cc.cwnd = Math.max(tp.sndMax - una + n, maxseg);
  }

  /** An acknowledgement while the window is reduced for an ECN mark alone. */
  @Requires("tp.inp.lock")
  private void reduceForMark(TcpSegment s, Tcpcb tp) {
    if (!tp.prr.active()) {
      return;
    }
    int maxseg = tp.maxseg();
    int arrived = s.ack - tp.sndUna;
    int flight = tp.sndMax - tp.sndUna;
    boolean crb = tcp.sysctl.doPrrConservative.on();
    int n = tp.prr.acknowledged(arrived, crb, flight, tp.cc.ssthresh, maxseg);
    tp.cc.cwnd = Math.max(flight - arrived + n, maxseg);
    s.needOutput = true;
  }

  /** Duplicates without blocks: nothing is known but that the first segment is missing. */
  @Requires("tp.inp.lock")
  private void retransmitFirst(Tcpcb tp, int ack) {
    if (!tp.sack.isEmpty()) {
      return;
    }
    int onxt = tp.sndNxt;
    int cwnd = tp.cc.cwnd;
    tp.sndNxt = ack;
    tp.cc.cwnd = tp.maxseg();
    tcp.output.output(tp);
    tp.cc.cwnd = cwnd;
    tp.sndNxt = TcpSeq.max(onxt, tp.sndNxt);
  }

  /** RFC 3042: the first two duplicates let a new segment out each. */
  @Requires("tp.inp.lock")
  private void limitedTransmit(TcpSegment s, Tcpcb tp) {
    tcp.cong.ackReceived(tp, s.ack, s.now, CcAlgo.Ack.DUPACK);
    int oldCwnd = tp.cc.cwnd;
    int oldMax = tp.sndMax;
    int maxseg = tp.maxseg();
    if (tp.tDupacks == 1) {
      tp.sndLimited = 0;
    }
    tp.cc.cwnd = tp.sndNxt - tp.sndUna + (tp.tDupacks - tp.sndLimited) * maxseg;
    Socket so = tp.inp.inpSocket();
    so.snd.lock.lock();
    int avail = so.snd.sbCc() - (tp.sndNxt - tp.sndUna);
    so.snd.lock.unlock();
    if (avail > 0) {
      tcp.output.output(tp);
    }
    int sent = tp.sndMax - oldMax;
    if (sent > maxseg) {
      tp.sndLimited = 2;
    } else if (sent > 0) {
      tp.sndLimited++;
    }
    tp.cc.cwnd = oldCwnd;
  }

  /** Some of what was in flight at the loss is acknowledged, and not all (RFC 6582 section 3.2). */
  @Requires("tp.inp.lock")
  private void partialAck(TcpSegment s, Tcpcb tp) {
    tp.timers.stop(TcpTimers.REXMT);
    tp.tRtttime = 0;
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && !tp.sack.isEmpty()) {
      if (tp.prr.active()) {
        reduce(s, tp);
      }
      s.needOutput = true; // tcp_output looks at the holes once this is processed.
      return;
    }
    int onxt = tp.sndNxt;
    int oldCwnd = tp.cc.cwnd;
    int maxseg = tp.maxseg();
    tp.sndNxt = s.ack;
    // As if the acknowledged were gone from the buffer already.
    tp.cc.cwnd = maxseg + (s.ack - tp.sndUna);
    tp.tFlags |= Tcpcb.TF_ACKNOW;
    tcp.output.output(tp);
    tp.sndNxt = TcpSeq.max(onxt, tp.sndNxt);
    int acked = s.ack - tp.sndUna;
    tp.cc.cwnd = Math.max(oldCwnd - acked, 0) + maxseg;
  }

  // ---- New data acknowledged ----

  /** The path of header prediction: an acknowledgement, and nothing else to look at. */
  @Requires("tp.inp.lock")
  void predicted(TcpSegment s, Tcpcb tp) {
    undoTimeout(s, tp);
    measure(s, tp);
    int acked = s.ack - tp.sndUna;
    stat.tcpsRcvackpack.inc();
    stat.tcpsRcvackbyte.add(acked);
    Socket so = tp.inp.inpSocket();
    so.snd.lock.lock();
    int avail = so.snd.sbCc();
    SbDrop.sbdropLocked(so.snd, Math.min(acked, avail));
    UipcSocket2.sowroomLocked(so);
    passRecover(tp, s.ack);
    tcp.cong.ackReceived(tp, s.ack, s.now, CcAlgo.Ack.ACK);
    tp.sndUna = s.ack;
    tp.sndWl2 = s.ack;
    tp.tDupacks = 0;
    rexmtTimer(tp, s.ack);
    if (avail > acked) {
      tcp.output.output(tp);
    }
  }

  /**
   * Where all is acknowledged that was sent before a loss its recovery is over, and another may
   * begin. snd_recover stays to the left, lest it seem to be ahead when the numbers wrap around.
   */
  @Requires("tp.inp.lock")
  private void passRecover(Tcpcb tp, int ack) {
    if (!tp.cc.inRecovery()
        && TcpSeq.gt(tp.sndUna, tp.cc.recover)
        && TcpSeq.leq(ack, tp.cc.recover)) {
      tp.cc.recover = ack - 1;
    }
    if (!barred(tp, ack)) {
      tp.cc.recoveryBarred = false;
    }
    if (tp.cc.inRecovery() && TcpSeq.geq(ack, tp.cc.recover)) {
      tcp.cong.leave(tp);
    }
  }

  @Requires("tp.inp.lock")
  private void rexmtTimer(Tcpcb tp, int ack) {
    if (ack == tp.sndMax) {
      tp.timers.stop(TcpTimers.REXMT);
    } else if (!tp.timers.active(TcpTimers.PERSIST)) {
      tp.timers.activate(TcpTimers.REXMT, tp.rtt.rxtcur);
    }
  }

  /** If the acknowledgement is of the first transmission, the timeout was a mistake. */
  @Requires("tp.inp.lock")
  private void undoTimeout(TcpSegment s, Tcpcb tp) {
    TcpBlackhole.acknowledged(tp);
    if (tp.rtt.rxtshift != 1 || !tp.has(Tcpcb.TF_PREVVALID) || tp.tBadrxtwin == 0) {
      return;
    }
    boolean spurious =
        s.to.has(TcpOptions.TOF_TS) && tp.has(Tcpcb.TF_RCVD_TSTMP)
            ? s.to.toTsecr != 0 && TcpSeq.lt(s.to.toTsecr, tp.tBadrxtwin)
            : TcpSeq.lt(s.now, tp.tBadrxtwin);
    if (spurious) {
      tcp.cong.rtoError(tp);
    }
  }

  /** A round trip, by the echo of a time stamp or by the segment that is timed. */
  @Requires("tp.inp.lock")
  private void measure(TcpSegment s, Tcpcb tp) {
    int rtt = 0;
    if (s.to.has(TcpOptions.TOF_TS) && tp.has(Tcpcb.TF_RCVD_TSTMP) && s.to.toTsecr != 0) {
      rtt = s.now - s.to.toTsecr + 1;
    } else if (tp.tRtttime != 0 && TcpSeq.gt(s.ack, tp.tRtseq)) {
      rtt = s.now - tp.tRtttime;
    } else {
      return;
    }
    stat.tcpsRttupdated.inc();
    tp.rtt.sample(Math.max(rtt, 1));
    tp.tRtttime = 0;
    tp.tSofterror = giantless.stack.kern.Errno.OK;
  }

  /** process_ACK: of what was sent something is acknowledged. */
  @Requires(value = "tp.inp.lock", unless = "GONE")
  TcpDoSegment.Next processAck(TcpSegment s, Tcpcb tp) {
    if (s.incForSyn) {
      tp.sndUna++; // The SYN has a number, but is no data.
    }
    int acked = s.ack - tp.sndUna;
    stat.tcpsRcvackpack.inc();
    stat.tcpsRcvackbyte.add(acked);
    undoTimeout(s, tp);
    measure(s, tp);
    if (s.ack == tp.sndMax) {
      s.needOutput = true;
    }
    rexmtTimer(tp, s.ack);
    if (acked == 0) {
      return TcpDoSegment.Next.STEP6;
    }
    tcp.cong.ackReceived(tp, s.ack, s.now, CcAlgo.Ack.ACK);
    Socket so = tp.inp.inpSocket();
    so.snd.lock.lock();
    int avail = so.snd.sbCc();
    boolean ourFin = acked > avail;
    int gone = Math.min(acked, avail);
    tp.sndWnd = Math.max(tp.sndWnd - gone, 0);
    SbDrop.sbdropLocked(so.snd, gone);
    UipcSocket2.sowroomLocked(so);
    passRecover(tp, s.ack);
    tp.sndUna = s.ack;
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && TcpSeq.gt(tp.sndUna, tp.cc.recover)) {
      tp.cc.recover = tp.sndUna;
    }
    if (TcpSeq.lt(tp.sndNxt, tp.sndUna)) {
      tp.sndNxt = tp.sndUna;
    }
    return ourFin ? finAcked(tp, so) : TcpDoSegment.Next.STEP6;
  }

  /** The peer has acknowledged our FIN. */
  @Requires(value = "tp.inp.lock", unless = "GONE")
  private TcpDoSegment.Next finAcked(Tcpcb tp, Socket so) {
    switch (tp.tState) {
      case TcpState.FIN_WAIT_1:
        so.rcv.lock.lock();
        boolean closed = (so.rcv.sbState() & SockBuf.SBS_CANTRCVMORE) != 0;
        so.rcv.lock.unlock();
        if (closed) {
          // Nobody can read what the peer may still send: do not wait for its FIN for ever.
          UipcSocket2.soisdisconnected(so);
          tp.timers.activate(
              TcpTimers.MSL2,
              tcp.sysctl.fastFinwait2Recycle.on()
                  ? tcp.sysctl.finwait2Timeout.get()
                  : tp.maxidle());
        }
        tp.tState = TcpState.FIN_WAIT_2;
        return TcpDoSegment.Next.STEP6;
      case TcpState.CLOSING:
        tcp.timewait.start(tp);
        return TcpDoSegment.Next.GONE;
      case TcpState.LAST_ACK:
        return tcp.subr.close(tp) == null ? TcpDoSegment.Next.GONE : TcpDoSegment.Next.DROP;
      default:
        return TcpDoSegment.Next.STEP6;
    }
  }
}
