package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;

/**
 * SEGMENT ARRIVES for a connection (RFC 9293 sections 3.10.7.3, 3.10.7.4 and 3.10.7.8, with RFC
 * 5961). One object is one segment.
 */
final class Arrival {
  private static final int DUP_THRESHOLD = 3;

  private final TcpModel model;
  private final Sender sender;
  private final Clock clock;
  private final Conn c;

  private final int flags0;
  private int flags;
  private int seq;
  private final int ack;
  private final int win;
  private int len;
  private final int salt;

  /** It came with data, of which nothing may be new. */
  private final boolean hadText;

  private boolean lookAtOutput;

  /** It did not come in SYN_SENT, where a SYN is what we wait for. */
  private boolean synChecked;

  private boolean ackOfSyn;

  Arrival(TcpModel model, Conn c, Seg s) {
    this.model = model;
    this.sender = model.sender;
    this.clock = model.clock;
    this.c = c;
    this.flags0 = s.flags();
    this.flags = s.flags();
    this.seq = s.seq();
    this.ack = s.ack();
    this.win = s.win();
    this.len = s.len();
    this.salt = s.salt();
    this.hadText = s.len() > 0;
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void reset() {
    sender.reset(new Seg(flags, seq, ack, win, len, 0));
  }

  private void acknowledge() {
    c.ackNow = true;
    sender.send(c);
  }

  void run() {
    if (c.state == State.SYN_SENT
        && has(Seg.ACK)
        && (Seq.notAfter(ack, c.iss) || Seq.after(ack, c.sndMax))) {
      reset(); // 3.10.7.3, first.
      return;
    }
    c.lastRcv = clock.now;
    if (c.state == State.SYN_SENT && has(Seg.SYN)) {
      c.sndWnd = win;
    }
    if (predicted()) {
      return;
    }
    c.rcvWnd = Math.max(Math.max(c.space(), 0), c.rcvAdv - c.rcvNxt);
    // FreeBSD: in SYN_RCVD the acknowledgement is looked at before the window (tcp_input.c).
    if (c.state == State.SYN_RCVD && has(Seg.ACK) && badAckOfSyn() && !has(Seg.RST)) {
      reset();
      return;
    }
    if (c.state == State.SYN_SENT) {
      synSent();
    } else {
      synchronised();
    }
  }

  private boolean badAckOfSyn() {
    return Seq.notAfter(ack, c.sndUna) || Seq.after(ack, c.sndMax);
  }

  /**
   * FreeBSD: header prediction (RFC 1122 section 4.2.2.20's "in order" cases, tcp_input.c). It does
   * what the long way does, but that a pure acknowledgement leaves SND.WL1, and data leave SND.WL2
   * as they are.
   */
  private boolean predicted() {
    if (c.state != State.ESTABLISHED
        || seq != c.rcvNxt
        || (flags & ~Seg.PSH) != Seg.ACK
        || c.sndNxt != c.sndMax
        || win == 0
        || win != c.sndWnd
        || c.needSyn
        || c.needFin
        || !c.nothingAhead()) {
      return false;
    }
    if (len == 0) {
      if (!Seq.after(ack, c.sndUna) || Seq.after(ack, c.sndMax) || c.recovery) {
        return false;
      }
      roundTrip();
      int acked = ack - c.sndUna;
      boolean more = c.sndBuf > acked;
      c.sndBuf = Math.max(c.sndBuf - acked, 0);
      c.sndUna = ack;
      c.sndWl2 = ack;
      c.dupAcks = 0;
      rexmtTimer();
      if (more) {
        sender.send(c);
      }
      delayedAck();
      return true;
    }
    if (ack != c.sndUna || len > c.space()) {
      return false;
    }
    c.sndWl1 = seq;
    ackOfData();
    c.keep(seq, len, salt, synInTheWay());
    c.advance();
    if (c.ackNow) {
      sender.send(c);
    }
    delayedAck();
    return true;
  }

  // ---- 3.10.7.3 SYN-SENT ----

  private void synSent() {
    if (has(Seg.RST)) {
      if (has(Seg.ACK)) {
        model.drop(c, Err.ECONNREFUSED);
      }
      return;
    }
    if (!has(Seg.SYN)) {
      return;
    }
    c.initReceive(seq);
    if (has(Seg.ACK)) {
      c.isConnected();
      c.rcvAdv += Math.min(c.rcvWnd, 65535);
      c.sndUna++;
      c.sndNxt = Seq.later(c.sndNxt, c.sndUna);
      if (len != 0 && mayDelay()) {
        c.timers.arm(Kind.DELACK, Rules.DELACK);
      } else {
        c.ackNow = true;
      }
      if (c.needFin) {
        c.state = State.FIN_WAIT_1;
        c.needFin = false;
        flags &= ~Seg.SYN;
      } else {
        c.state = State.ESTABLISHED;
        c.timers.arm(Kind.KEEP, model.rules.keepIdle());
      }
    } else {
      c.ackNow = true;
      c.needSyn = true;
      c.timers.stop(Kind.REXMT);
      c.state = State.SYN_RCVD;
    }
    seq++;
    if (len > c.rcvWnd) {
      len = c.rcvWnd;
      flags &= ~Seg.FIN;
    }
    c.sndWl1 = seq - 1;
    if (has(Seg.ACK)) {
      if (newlyAcked()) {
        textAndFin();
      }
    } else {
      textAndFin();
    }
  }

  // ---- 3.10.7.4 ----

  private void synchronised() {
    if (has(Seg.RST)) {
      rst();
      return;
    }
    if (has(Seg.SYN) && c.state != State.SYN_RCVD) {
      sender.bare(c, c.sndNxt); // RFC 5961 section 4.2.
      return;
    }
    if (c.state == State.SYN_RCVD && Seq.before(seq, c.irs)) {
      reset(); // FreeBSD: a segment of another connection (tcp_input.c).
      return;
    }
    synChecked = true;
    trimFront();
    // FreeBSD: by the state, so that after CLOSE alone, which RFC 1122 section 4.2.2.13 permits.
    if (len > 0 && c.state.compareTo(State.CLOSE_WAIT) > 0 && c.noFd) {
      model.close(c);
      reset();
      return;
    }
    if (!trimBack()) {
      acknowledgeUnlessStrange();
      return;
    }
    if (!has(Seg.ACK)) {
      if (c.state == State.SYN_RCVD || c.needSyn) {
        textAndFin();
      } else if (c.ackNow) {
        sender.send(c);
      }
      return;
    }
    acknowledgement();
  }

  /** What is not acceptable is acknowledged, or reset where it does not fit the handshake. */
  private void acknowledgeUnlessStrange() {
    if (c.state == State.SYN_RCVD
        && has(Seg.ACK)
        && (Seq.after(c.sndUna, ack) || Seq.after(ack, c.sndMax))) {
      reset();
    } else {
      acknowledge();
    }
  }

  /** RFC 5961 section 3.2. FreeBSD: by the last acknowledgement, where the RFC has RCV.NXT. */
  private void rst() {
    boolean exact = seq == c.lastAck;
    boolean inWindow = c.rcvWnd == 0 ? exact : Seq.within(seq, c.lastAck, c.lastAck + c.rcvWnd);
    if (!inWindow) {
      return;
    }
    if (!exact) {
      sender.bare(c, c.sndNxt);
      return;
    }
    c.error = c.state == State.SYN_RCVD ? Err.ECONNREFUSED : Err.ECONNRESET;
    model.close(c);
  }

  /**
   * First: what is before the window is cut off. FreeBSD: where nothing is left the acknowledgement
   * field still counts, though the segment is not acceptable; and RCV.NXT is acknowledged.
   */
  private void trimFront() {
    int before = Seq.before(seq, c.rcvNxt) ? c.rcvNxt - seq : 0;
    if (before == 0) {
      return;
    }
    if (has(Seg.SYN)) {
      flags &= ~Seg.SYN;
      seq++;
      before--;
    }
    if (before > len || before == len && !has(Seg.FIN)) {
      flags &= ~Seg.FIN;
      c.ackNow = true;
      before = len;
    }
    seq += before;
    len -= before;
  }

  /** What is beyond the window is cut off; false if nothing is left, not even a probe. */
  private boolean trimBack() {
    int beyond = seq + len - (c.rcvNxt + c.rcvWnd);
    if (beyond <= 0) {
      return true;
    }
    if (beyond >= len) {
      if (c.rcvWnd != 0 || seq != c.rcvNxt) {
        return false;
      }
      c.ackNow = true; // A probe of the closed window.
      beyond = len;
    }
    len -= beyond;
    flags &= ~(Seg.PSH | Seg.FIN);
    return true;
  }

  // ---- Fifth: ACK ----

  private void acknowledgement() {
    if (c.state == State.SYN_RCVD) {
      established();
    }
    if (Seq.after(ack, c.sndMax) || Seq.before(ack, c.sndUna - c.maxSndWnd)) {
      acknowledge(); // Not sent yet; or RFC 5961 section 5.2.
      return;
    }
    if (Seq.notAfter(ack, c.sndUna)) {
      if (duplicate()) {
        textAndFin();
      }
      return;
    }
    c.dupAcks = 0;
    if (c.recovery) {
      if (Seq.before(ack, c.recover)) {
        partial();
      } else {
        c.recovery = false;
      }
    }
    if (c.needSyn) {
      c.needSyn = false;
      c.sndUna++;
    }
    if (newlyAcked()) {
      textAndFin();
    }
  }

  private void established() {
    c.isConnected();
    model.complete(c);
    c.sndWnd = win;
    if (c.needFin) {
      c.state = State.FIN_WAIT_1;
      c.needFin = false;
    } else {
      c.state = State.ESTABLISHED;
      c.timers.arm(Kind.KEEP, model.rules.keepIdle());
    }
    ackOfSyn = Seq.after(ack, c.sndUna) && !c.needSyn;
    if (len == 0 && !has(Seg.FIN) && !c.nothingAhead()) {
      // 3.10.7.3: what came with the SYN was kept until now.
      c.ackNow = true;
      if (c.advance()) {
        flags |= Seg.FIN;
        seq = c.rcvNxt;
      }
    }
    c.sndWl1 = seq - 1;
  }

  /** RFC 5681 sections 2 and 3.2, RFC 3042. Whether the rest of the segment is looked at. */
  private boolean duplicate() {
    if (hadText || win != c.sndWnd) {
      return true;
    }
    if (has(Seg.FIN) && !c.state.finReceived()) {
      c.dupAcks = 0;
      return true;
    }
    if ((flags0 & Seg.FIN) != 0 || ack != c.sndUna) {
      return true;
    }
    if (!c.timers.active(Kind.REXMT)) {
      c.dupAcks = 0;
      return true;
    }
    c.dupAcks++;
    if (c.recovery) {
      sender.send(c);
      return false;
    }
    if (c.dupAcks >= DUP_THRESHOLD) {
      return lost();
    }
    if (c.dupAcks == 1) {
      c.limitedSent = 0;
    }
    int maxBefore = c.sndMax;
    int flight = c.sndNxt - c.sndUna;
    if (c.sndBuf > flight) {
      sender.send(c, flight + (c.dupAcks - c.limitedSent) * model.rules.mss(), false);
    }
    c.limitedSent += c.sndMax == maxBefore ? 0 : 1;
    return false;
  }

  /** Fast retransmit. */
  private boolean lost() {
    if (Seq.notAfter(ack, c.recover)) {
      c.dupAcks = 0;
      return true;
    }
    c.recover = c.sndMax;
    c.recovery = true;
    c.timers.stop(Kind.REXMT);
    c.timedAt = 0;
    int next = c.sndNxt;
    c.sndNxt = ack;
    sender.send(c);
    c.sndNxt = Seq.later(next, c.sndNxt);
    return false;
  }

  /** RFC 6582 section 3.2 step 3: the next is missing too. */
  private void partial() {
    c.timers.stop(Kind.REXMT);
    c.timedAt = 0;
    int next = c.sndNxt;
    c.sndNxt = ack;
    c.ackNow = true;
    sender.send(c);
    c.sndNxt = Seq.later(next, c.sndNxt);
  }

  private void roundTrip() {
    if (c.rto.shift == 1
        && c.spuriousValid
        && c.spuriousUntil != 0
        && clock.now < c.spuriousUntil) {
      // The acknowledgement is of the first transmission (FreeBSD: CC_RTO_ERR, tcp_input.c).
      c.recover = c.recoverBefore;
      c.recovery |= c.recoveryBefore;
      c.sndNxt = c.sndMax;
      c.spuriousValid = false;
      c.spuriousUntil = 0;
    }
    if (c.timedAt != 0 && Seq.after(ack, c.timedSeq)) {
      c.rto.measured((int) Math.max(clock.now - c.timedAt, 1));
      c.timedAt = 0;
    }
  }

  /** RFC 6298 sections 5.2 and 5.3. */
  private void rexmtTimer() {
    if (ack == c.sndMax) {
      c.timers.stop(Kind.REXMT);
    } else if (!c.timers.active(Kind.PERSIST)) {
      c.timers.arm(Kind.REXMT, c.rto.current);
    }
  }

  /** SND.UNA moves. False if the connection is over, or in TIME_WAIT. */
  private boolean newlyAcked() {
    if (ackOfSyn) {
      c.sndUna++;
    }
    int acked = ack - c.sndUna;
    roundTrip();
    lookAtOutput |= ack == c.sndMax;
    rexmtTimer();
    if (acked == 0) {
      return true;
    }
    boolean ourFin = acked > c.sndBuf;
    int gone = Math.min(acked, c.sndBuf);
    c.sndWnd = Math.max(c.sndWnd - gone, 0);
    c.sndBuf -= gone;
    if (c.recovery && !Seq.before(ack, c.recover)) {
      c.recovery = false;
    }
    c.sndUna = ack;
    c.sndNxt = Seq.later(c.sndNxt, c.sndUna);
    if (!ourFin) {
      return true;
    }
    switch (c.state) {
      case FIN_WAIT_1:
        if (c.cantRcv) {
          // FreeBSD: nobody reads on, so the peer's FIN is not waited for without end.
          c.isDisconnected();
          c.timers.arm(Kind.FIN_WAIT_2, Rules.MAX_IDLE);
        }
        c.state = State.FIN_WAIT_2;
        return true;
      case CLOSING:
        model.timeWait(c);
        return false;
      case LAST_ACK:
        model.close(c);
        return false;
      default:
        return true;
    }
  }

  // ---- Then the window, text, FIN ----

  private void textAndFin() {
    if (has(Seg.ACK)
        && (Seq.before(c.sndWl1, seq)
            || c.sndWl1 == seq
                && (Seq.before(c.sndWl2, ack) || c.sndWl2 == ack && win > c.sndWnd))) {
      c.sndWnd = win;
      c.sndWl1 = seq;
      c.sndWl2 = ack;
      c.maxSndWnd = Math.max(c.maxSndWnd, win);
      lookAtOutput = true;
    }
    boolean fin = text();
    if (fin && fin()) {
      model.timeWait(c);
      return;
    }
    if (lookAtOutput || c.ackNow) {
      sender.send(c);
    }
    delayedAck();
  }

  /** Section 3.8.6.3: a segment of full size at most waits, and only one. */
  private boolean mayDelay() {
    return !c.timers.active(Kind.DELACK) && !c.toldZero && len <= model.rules.mss();
  }

  private void ackOfData() {
    if (mayDelay()) {
      c.ackLater = true;
    } else {
      c.ackNow = true;
    }
  }

  private void delayedAck() {
    if (c.ackLater) {
      c.ackLater = false;
      c.timers.arm(Kind.DELACK, Rules.DELACK);
    }
  }

  /** FreeBSD: in SYN_RCVD a SYN within the window is looked over, with the number that it takes. */
  private int synInTheWay() {
    return has(Seg.SYN) && synChecked ? 1 : 0;
  }

  /** Whether the FIN is reached. */
  private boolean text() {
    if (len == 0 && !has(Seg.FIN) || c.state.finReceived()) {
      return false;
    }
    boolean next = seq == c.rcvNxt;
    if (next && c.nothingAhead() && c.state.synchronised()) {
      ackOfData();
      c.keep(seq, len, salt, synInTheWay());
      c.advance();
      return has(Seg.FIN);
    }
    if (c.rcvBuf == 0 && !(next && c.state.synchronised())) {
      c.ackNow = true;
      return false; // There is no room for what has to wait.
    }
    c.keep(seq, len, salt, synInTheWay());
    if (has(Seg.FIN)) {
      c.keepFin(seq + len);
    }
    c.ackNow = true;
    return c.state.synchronised() && c.advance();
  }

  /** Eighth: FIN. Whether it makes it TIME_WAIT. */
  private boolean fin() {
    c.cantRcv = true;
    c.ackNow = true;
    c.rcvNxt++;
    switch (c.state) {
      case SYN_RCVD:
      case ESTABLISHED:
        c.state = State.CLOSE_WAIT;
        return false;
      case FIN_WAIT_1:
        c.state = State.CLOSING;
        return false;
      case FIN_WAIT_2:
        return true;
      default:
        return false;
    }
  }
}
