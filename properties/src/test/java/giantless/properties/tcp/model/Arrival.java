package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;

/**
 * SEGMENT ARRIVES for a connection (RFC 9293 sections 3.10.7.3, 3.10.7.4 and 3.10.7.8, with RFC
 * 5961): what it is in SYN-SENT, and whether it is acceptable; {@link Acks} and {@link Text} have
 * the rest. One object is one segment.
 */
final class Arrival {
  private final TcpModel model;
  private final Sender sender;
  private final Clock clock;
  private final Acks acks;
  private final Text text;
  private final Conn c;
  private final Incoming s;

  Arrival(TcpModel model, Conn c, Seg s) {
    this.model = model;
    this.sender = model.sender;
    this.clock = model.clock;
    this.acks = model.acks;
    this.text = model.text;
    this.c = c;
    this.s = new Incoming(s);
  }

  private void reset() {
    sender.reset(new Seg(s.flags, s.seq, s.ack, 0, s.len, 0), c.options(false));
  }

  void run() {
    if (c.state == State.SYN_SENT
        && s.has(Seg.ACK)
        && (Seq.notAfter(s.ack, c.iss) || Seq.after(s.ack, c.sndMax))) {
      reset(); // 3.10.7.3, first.
      return;
    }
    c.lastRcv = clock.now;
    if (!s.has(Seg.SYN) && c.state != State.SYN_SENT) {
      s.win <<= c.sndShift; // RFC 7323 section 2.2: the window of a SYN is not scaled.
    }
    boolean answer = c.state == State.SYN_SENT && s.only(Seg.SYN | Seg.RST, Seg.SYN);
    if (c.stamps && !s.opt.ts() && !s.has(Seg.RST) && !model.rules.tolerant()) {
      return; // RFC 7323 section 3.2.
    }
    s.ts = s.opt.ts() && (c.stamps || answer); // The same: else it is ignored.
    echo();
    if (answer) {
      c.sndWnd = s.win;
      c.peerOffers(s.opt);
    }
    if (predicted()) {
      return;
    }
    c.rcvWnd = Math.max(Math.max(c.space(), 0), c.rcvAdv - c.rcvNxt);
    // FreeBSD: in SYN_RCVD the acknowledgement is looked at before the window (tcp_input.c).
    if (c.state == State.SYN_RCVD && s.has(Seg.ACK) && badAckOfSyn() && !s.has(Seg.RST)) {
      reset();
      return;
    }
    if (c.state == State.SYN_SENT) {
      synSent();
    } else {
      synchronised();
    }
  }

  /** FreeBSD: an echo from the future is none (tcp_input.c). */
  private void echo() {
    int sent = s.opt.tsecr() - c.stampOffset;
    if (s.ts && s.opt.tsecr() != 0 && Seq.notAfter(sent, (int) clock.now)) {
      s.echo = clock.now - ((int) clock.now - sent);
    }
  }

  /**
   * RFC 7323 section 4.3, of a segment that is acceptable and has been trimmed to the window.
   * FreeBSD: a segment that ends before the last acknowledgement does not count, as in RFC 1323
   * (tcp_input.c).
   */
  private void stamp() {
    int end = s.seq + s.len + (s.has(Seg.SYN) || s.has(Seg.FIN) ? 1 : 0);
    if (s.ts && Seq.notAfter(s.seq, c.lastAck) && Seq.notAfter(c.lastAck, end)) {
      c.tsRecent = s.opt.tsval();
    }
  }

  /** RFC 7323 section 5.3, R1. */
  private boolean tooOld() {
    return s.ts && c.tsRecent != 0 && Seq.before(s.opt.tsval(), c.tsRecent);
  }

  private boolean badAckOfSyn() {
    return Seq.notAfter(s.ack, c.sndUna) || Seq.after(s.ack, c.sndMax);
  }

  /**
   * FreeBSD: header prediction (RFC 1122 section 4.2.2.20's "in order" cases, tcp_input.c). It does
   * what the long way does, but that a pure acknowledgement leaves SND.WL1, and data leave SND.WL2
   * as they are.
   */
  private boolean predicted() {
    if (c.state != State.ESTABLISHED
        || s.seq != c.rcvNxt
        || (s.flags & ~Seg.PSH) != Seg.ACK
        || c.sndNxt != c.sndMax
        || s.win == 0
        || s.win != c.sndWnd
        || c.needSyn
        || c.needFin
        || c.urgentPending
        || !c.nothingAhead()
        || s.ts && Seq.before(s.opt.tsval(), c.tsRecent)) {
      return false;
    }
    if (s.len == 0) {
      if (!Seq.after(s.ack, c.sndUna) || Seq.after(s.ack, c.sndMax) || c.recovery) {
        return false;
      }
      if (s.opt.hasSack() || c.peerHas.holes()) {
        return false;
      }
      stamp();
      acks.roundTrip(c, s);
      int acked = s.ack - c.sndUna;
      boolean more = c.sndBuf > acked;
      c.sndBuf = Math.max(c.sndBuf - acked, 0);
      c.sndUna = s.ack;
      c.sndWl2 = s.ack;
      c.dupAcks = 0;
      acks.rexmtTimer(c, s);
      Acks.passesRecover(c, s.ack);
      if (more) {
        sender.send(c);
      }
      text.delayedAck(c);
      return true;
    }
    if (s.ack != c.sndUna || s.len > c.space()) {
      return false;
    }
    stamp();
    c.sndWl1 = s.seq;
    text.ackOfData(c, s);
    c.rcvBuf = c.growth.arrive(s.len, c.rcvBuf, clock.now, c.rto);
    c.keep(s.seq, s.len, s.salt, text.synInTheWay(s));
    c.advance();
    c.rcvUp = c.rcvNxt;
    c.blocks.clear();
    if (c.ackNow) {
      sender.send(c);
    }
    text.delayedAck(c);
    return true;
  }

  // ---- 3.10.7.3 SYN-SENT ----

  private void synSent() {
    if (s.has(Seg.RST)) {
      if (s.has(Seg.ACK)) {
        model.drop(c, Err.ECONNREFUSED);
      }
      return;
    }
    if (!s.has(Seg.SYN)) {
      return;
    }
    c.initReceive(s.seq);
    if (s.has(Seg.ACK)) {
      c.isConnected();
      c.scale();
      c.rcvAdv += Math.min(c.rcvWnd, c.mostWindow());
      c.sndUna++;
      c.sndNxt = Seq.later(c.sndNxt, c.sndUna);
      if (s.len != 0 && text.mayDelay(c, s)) {
        c.timers.arm(Kind.DELACK, Rules.DELACK);
      } else {
        c.ackNow = true;
      }
      if (c.needFin) {
        c.state = State.FIN_WAIT_1;
        c.needFin = false;
        s.flags &= ~Seg.SYN;
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
    s.seq++;
    if (s.len > c.rcvWnd) {
      s.len = c.rcvWnd;
      s.flags &= ~Seg.FIN;
    }
    c.sndWl1 = s.seq - 1;
    if (s.has(Seg.ACK)) {
      if (acks.newlyAcked(c, s)) {
        text.textAndFin(c, s);
      }
    } else {
      text.textAndFin(c, s);
    }
  }

  // ---- 3.10.7.4 ----

  private void synchronised() {
    if (s.has(Seg.RST)) {
      rst();
      return;
    }
    if (s.has(Seg.SYN) && c.state != State.SYN_RCVD) {
      sender.challenge(c); // RFC 5961 section 4.2.
      return;
    }
    if (tooOld()) {
      // FreeBSD: without data not even an acknowledgement, where the RFC has one (tcp_input.c).
      if (s.len > 0) {
        acknowledgeUnlessStrange();
      }
      return;
    }
    if (c.state == State.SYN_RCVD && Seq.before(s.seq, c.irs)) {
      reset(); // FreeBSD: a segment of another connection (tcp_input.c).
      return;
    }
    s.synChecked = true;
    trimFront();
    // FreeBSD: by the state, so that after CLOSE alone, which RFC 1122 section 4.2.2.13 permits.
    if (s.len > 0 && c.state.compareTo(State.CLOSE_WAIT) > 0 && c.noFd) {
      model.close(c);
      sender.reset(new Seg(s.flags, s.seq, s.ack, 0, s.len, 0));
      return;
    }
    if (!trimBack()) {
      acknowledgeUnlessStrange();
      return;
    }
    stamp();
    if (!s.has(Seg.ACK)) {
      if (c.state == State.SYN_RCVD || c.needSyn) {
        text.textAndFin(c, s);
      } else if (c.ackNow) {
        sender.send(c);
      }
      return;
    }
    acks.acknowledgement(c, s);
  }

  /** What is not acceptable is acknowledged, or reset where it does not fit the handshake. */
  private void acknowledgeUnlessStrange() {
    if (c.state == State.SYN_RCVD
        && s.has(Seg.ACK)
        && (Seq.after(c.sndUna, s.ack) || Seq.after(s.ack, c.sndMax))) {
      reset();
    } else {
      sender.acknowledge(c);
    }
  }

  /** RFC 5961 section 3.2. FreeBSD: by the last acknowledgement, where the RFC has RCV.NXT. */
  private void rst() {
    boolean exact = s.seq == c.lastAck;
    boolean inWindow = c.rcvWnd == 0 ? exact : Seq.within(s.seq, c.lastAck, c.lastAck + c.rcvWnd);
    if (!inWindow) {
      return;
    }
    if (!exact) {
      sender.challenge(c);
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
    int before = Seq.before(s.seq, c.rcvNxt) ? c.rcvNxt - s.seq : 0;
    if (before == 0) {
      return;
    }
    if (s.has(Seg.SYN)) {
      s.flags &= ~Seg.SYN;
      s.seq++;
      before--;
    }
    if (before > s.len || before == s.len && !s.has(Seg.FIN)) {
      s.flags &= ~Seg.FIN;
      c.ackNow = true;
      before = s.len;
    }
    if (before > 0 && c.sack) {
      c.blocks.twice(s.seq, s.seq + before);
      c.ackNow = true; // RFC 2883 section 4: with this acknowledgement, or not at all.
    }
    s.seq += before;
    s.len -= before;
  }

  /** What is beyond the window is cut off; false if nothing is left, not even a probe. */
  private boolean trimBack() {
    int beyond = s.seq + s.len - (c.rcvNxt + c.rcvWnd);
    if (beyond <= 0) {
      return true;
    }
    if (beyond >= s.len) {
      if (c.rcvWnd != 0 || s.seq != c.rcvNxt) {
        return false;
      }
      c.ackNow = true; // A probe of the closed window.
      beyond = s.len;
    }
    s.len -= beyond;
    s.flags &= ~(Seg.PSH | Seg.FIN);
    return true;
  }
}
