package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;
import java.util.List;

/**
 * Fifth of SEGMENT ARRIVES: the acknowledgement field (RFC 9293 section 3.10.7.4; RFC 5681, RFC
 * 6582, RFC 3042 and RFC 6298 for what it says about loss and time). No state of its own.
 */
final class Acks {
  private static final int DUP_THRESHOLD = 3;

  private final TcpModel model;
  private final Sender sender;
  private final Clock clock;
  private final Text text;
  private final Choices choices;

  Acks(TcpModel model, Text text, Choices choices) {
    this.model = model;
    this.choices = choices;
    this.sender = model.sender;
    this.clock = model.clock;
    this.text = text;
  }

  void acknowledgement(Conn c, Incoming s) {
    if (c.state == State.SYN_RCVD) {
      established(c, s);
    }
    if (Seq.after(s.ack, c.sndMax) || Seq.before(s.ack, c.sndUna - c.maxSndWnd)) {
      sender.acknowledge(c); // Not sent yet; or RFC 5961 section 5.2.
      return;
    }
    boolean news = false;
    if (c.sack && (s.opt.hasSack() || c.peerHas.holes())) {
      List<Integer> edges = s.opt.hasSack() ? s.opt.sack() : List.of();
      c.peerHas.update(c.sndUna, s.ack, c.sndMax, edges);
      news = c.peerHas.news;
    }
    if (Seq.notAfter(s.ack, c.sndUna)) {
      if (duplicate(c, s, news)) {
        text.textAndFin(c, s);
      }
      return;
    }
    c.dupAcks = news ? 1 : 0; // RFC 6675 section 2.
    if (c.recovery) {
      if (Seq.before(s.ack, c.recover)) {
        partial(c, s);
      } else {
        c.recovery = false;
      }
    } else if (news && c.peerHas.firstLost(mss(c)) && !barred(c, s.ack)) {
      // RFC 6675 section 5 (2).
      c.recover = c.sndMax;
      c.recovery = true;
      c.timedAt = 0;
      c.reduction.begin(choices.ssthresh(), c.sndMax - c.sndUna, 0, 0);
      reduce(c, s);
      s.lookAtOutput = true;
    }
    if (c.needSyn) {
      c.needSyn = false;
      c.sndUna++;
      c.scale();
    }
    if (newlyAcked(c, s)) {
      text.textAndFin(c, s);
    }
  }

  private void established(Conn c, Incoming s) {
    c.isConnected();
    model.complete(c);
    c.scale();
    c.sndWnd = s.win;
    if (c.needFin) {
      c.state = State.FIN_WAIT_1;
      c.needFin = false;
    } else {
      c.state = State.ESTABLISHED;
      c.timers.arm(Kind.KEEP, model.rules.keepIdle());
    }
    s.ackOfSyn = Seq.after(s.ack, c.sndUna) && !c.needSyn;
    if (s.len == 0 && !s.has(Seg.FIN) && !c.nothingAhead()) {
      // 3.10.7.3: what came with the SYN was kept until now.
      c.ackNow = true;
      if (c.advance()) {
        s.flags |= Seg.FIN;
        s.seq = c.rcvNxt;
      }
    }
    c.sndWl1 = s.seq - 1;
  }

  private int mss(Conn c) {
    return c.segment(model.rules.mss());
  }

  /**
   * RFC 5681 sections 2 and 3.2, RFC 3042, RFC 6675 section 2. Whether the rest of the segment is
   * looked at.
   */
  private boolean duplicate(Conn c, Incoming s, boolean news) {
    if (s.hadText || s.win != c.sndWnd && !news) {
      return true;
    }
    if (s.has(Seg.FIN) && !c.state.finReceived()) {
      c.dupAcks = 0;
      return true;
    }
    if ((s.flags0 & Seg.FIN) != 0 || s.ack != c.sndUna) {
      return true;
    }
    if (c.sack && !news && (s.opt.hasSack() || c.peerHas.holes())) {
      return true;
    }
    if (!c.timers.active(Kind.REXMT)) {
      c.dupAcks = 0;
      return true;
    }
    c.dupAcks++;
    if (c.recovery) {
      if (c.sack) {
        reduce(c, s);
      }
      sender.send(c);
      return false;
    }
    if (c.dupAcks >= DUP_THRESHOLD || c.peerHas.firstLost(mss(c))) {
      return lost(c, s);
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

  /** RFC 6675 section 5.1. */
  private static boolean barred(Conn c, int ack) {
    return c.barred && Seq.before(ack, c.recover);
  }

  /** Fast retransmit. */
  private boolean lost(Conn c, Incoming s) {
    if (c.sack ? barred(c, s.ack) : Seq.notAfter(s.ack, c.recover)) {
      c.dupAcks = 0;
      return true;
    }
    c.recover = c.sndMax;
    c.recovery = true;
    c.timers.stop(Kind.REXMT);
    c.timedAt = 0;
    int mss = mss(c);
    boolean blocks = c.peerHas.holes();
    if (c.sack) {
      // FreeBSD: what limited transmit has replaced does not count as delivered (tcp_input.c).
      int flight = c.sndMax - c.sndUna;
      int arrived = blocks ? mss : Math.min(flight, DUP_THRESHOLD * mss);
      c.reduction.begin(choices.ssthresh(), flight, arrived, mss);
    }
    if (blocks) {
      sender.send(c);
      return false;
    }
    int next = c.sndNxt;
    c.sndNxt = s.ack;
    sender.send(c);
    c.sndNxt = Seq.later(next, c.sndNxt);
    return false;
  }

  /** RFC 6937 section 3. */
  private void reduce(Conn c, Incoming s) {
    int mss = mss(c);
    Reduction r = c.reduction;
    if (c.peerHas.holes()) {
      boolean progress = !c.peerHas.newHole && s.opt.hasSack();
      r.acknowledged(c.peerHas.delivered, progress, c.peerHas.pipe(c.sndMax, mss), mss);
      // FreeBSD: the window is a segment at least (tcp_do_prr_ack).
      int sent = c.peerHas.sentAgain() + Math.max(c.sndMax - c.recover, 0);
      r.room = Math.max(r.room, mss - sent);
    } else {
      // RFC 6937 section 2, DeliveredData without blocks. FreeBSD: up to what was in flight.
      boolean counts = r.delivered < DUP_THRESHOLD * mss + c.recover - c.sndUna;
      r.acknowledged(counts ? mss : 0, true, 0, mss);
    }
  }

  /** RFC 6582 section 3.2 step 3: the next is missing too. */
  private void partial(Conn c, Incoming s) {
    c.timers.stop(Kind.REXMT);
    c.timedAt = 0;
    if (c.sack && c.peerHas.holes()) {
      reduce(c, s);
      s.lookAtOutput = true;
      return;
    }
    int next = c.sndNxt;
    c.sndNxt = s.ack;
    c.ackNow = true;
    sender.send(c);
    c.sndNxt = Seq.later(next, c.sndNxt);
  }

  void roundTrip(Conn c, Incoming s) {
    boolean early = s.ts ? s.echo != 0 && s.echo < c.spuriousUntil : clock.now < c.spuriousUntil;
    if (c.rto.shift == 1 && c.spuriousValid && c.spuriousUntil != 0 && early) {
      // The acknowledgement is of the first transmission (FreeBSD: CC_RTO_ERR, tcp_input.c).
      c.recover = c.recoverBefore;
      c.recovery |= c.recoveryBefore;
      c.reduction.target(choices.ssthresh()); // That from before the timeout.
      c.sndNxt = c.sndMax;
      c.spuriousValid = false;
      c.spuriousUntil = 0;
    }
    if (s.echo != 0) {
      // RFC 7323 section 4.1. FreeBSD: and a tick more.
      c.rto.measured((int) (clock.now - s.echo) + 1);
      c.timedAt = 0;
    } else if (c.timedAt != 0 && Seq.after(s.ack, c.timedSeq)) {
      c.rto.measured((int) Math.max(clock.now - c.timedAt, 1));
      c.timedAt = 0;
    }
  }

  /** RFC 6298 sections 5.2 and 5.3. */
  void rexmtTimer(Conn c, Incoming s) {
    if (s.ack == c.sndMax) {
      c.timers.stop(Kind.REXMT);
    } else if (!c.timers.active(Kind.PERSIST)) {
      c.timers.arm(Kind.REXMT, c.rto.current);
    }
  }

  /** What was sent before a loss is acknowledged: its recovery is over, and another may begin. */
  static void passesRecover(Conn c, int ack) {
    if (!Seq.before(ack, c.recover)) {
      c.recovery = false;
      c.barred = false;
    }
  }

  /** SND.UNA moves. False if the connection is over, or in TIME_WAIT. */
  boolean newlyAcked(Conn c, Incoming s) {
    if (s.ackOfSyn) {
      c.sndUna++;
    }
    int acked = s.ack - c.sndUna;
    roundTrip(c, s);
    s.lookAtOutput |= s.ack == c.sndMax;
    rexmtTimer(c, s);
    if (acked == 0) {
      return true;
    }
    boolean ourFin = acked > c.sndBuf;
    int gone = Math.min(acked, c.sndBuf);
    c.sndWnd = Math.max(c.sndWnd - gone, 0);
    c.sndBuf -= gone;
    passesRecover(c, s.ack);
    c.sndUna = s.ack;
    if (c.sack && Seq.after(c.sndUna, c.recover)) {
      c.recover = c.sndUna;
    }
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
}
