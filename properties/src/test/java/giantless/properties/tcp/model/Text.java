package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;

/**
 * The last steps of SEGMENT ARRIVES (RFC 9293 section 3.10.7.4): the window, sixth urgent data,
 * seventh the text, eighth FIN, and the answer. No state of its own.
 */
final class Text {
  private final TcpModel model;
  private final Sender sender;

  Text(TcpModel model) {
    this.model = model;
    this.sender = model.sender;
  }

  void textAndFin(Conn c, Incoming s) {
    if (s.has(Seg.ACK)
        && (Seq.before(c.sndWl1, s.seq)
            || c.sndWl1 == s.seq
                && (Seq.before(c.sndWl2, s.ack) || c.sndWl2 == s.ack && s.win > c.sndWnd))) {
      c.sndWnd = s.win;
      c.sndWl1 = s.seq;
      c.sndWl2 = s.ack;
      c.maxSndWnd = Math.max(c.maxSndWnd, s.win);
      s.lookAtOutput = true;
    }
    urgent(c, s);
    boolean fin = text(c, s);
    if (fin && fin(c)) {
      model.timeWait(c);
      return;
    }
    if (s.lookAtOutput || c.ackNow) {
      sender.send(c);
    }
    delayedAck(c);
  }

  /** Sixth: URG. */
  private void urgent(Conn c, Incoming s) {
    if (!s.has(Seg.URG) || !Seq.after(s.up, s.seq) || c.state.finReceived()) {
      c.rcvUp = Seq.later(c.rcvUp, c.rcvNxt);
      return;
    }
    // FreeBSD: more than any buffer holds is nonsense (tcp_input.c).
    boolean sane = s.up - s.seq + c.unread <= model.rules.mostBuffer();
    if (sane && Seq.after(s.up, c.rcvUp)) {
      c.urgentUpTo(s.up);
    }
  }

  /** Section 3.8.6.3: a segment of full size at most waits, and only one. */
  boolean mayDelay(Conn c, Incoming s) {
    return !c.timers.active(Kind.DELACK) && !c.toldZero && s.len <= model.rules.mss();
  }

  void ackOfData(Conn c, Incoming s) {
    if (mayDelay(c, s)) {
      c.ackLater = true;
    } else {
      c.ackNow = true;
    }
  }

  void delayedAck(Conn c) {
    if (c.ackLater) {
      c.ackLater = false;
      c.timers.arm(Kind.DELACK, Rules.DELACK);
    }
  }

  /** FreeBSD: in SYN_RCVD a SYN within the window is looked over, with the number that it takes. */
  int synInTheWay(Incoming s) {
    return s.has(Seg.SYN) && s.synChecked ? 1 : 0;
  }

  /** Whether the FIN is reached. */
  private boolean text(Conn c, Incoming s) {
    if (s.len == 0 && !s.has(Seg.FIN) || c.state.finReceived()) {
      return false;
    }
    boolean next = s.seq == c.rcvNxt;
    if (next && c.nothingAhead() && c.state.synchronised()) {
      ackOfData(c, s);
      c.keep(s.seq, s.len, s.salt, synInTheWay(s));
      c.advance();
      c.blocks.acknowledged(c.rcvNxt);
      return s.has(Seg.FIN);
    }
    if (c.rcvBuf == 0 && !(next && c.state.synchronised())) {
      c.ackNow = true;
      return false; // There is no room for what has to wait.
    }
    int[] twice = c.twice(s.seq, s.len);
    c.keep(s.seq, s.len, s.salt, synInTheWay(s));
    if (s.has(Seg.FIN)) {
      c.keepFin(s.seq + s.len);
    }
    c.ackNow = true;
    if (!c.state.synchronised()) {
      return false;
    }
    int[] block = s.len == 0 ? null : c.stretch(s.seq);
    boolean fin = c.advance();
    if (c.sack) {
      tell(c, block, twice);
    }
    return fin;
  }

  /** RFC 2018 section 4, RFC 2883 section 4. */
  private static void tell(Conn c, int[] block, int[] twice) {
    if (block != null && Seq.after(block[1], c.rcvNxt)) {
      c.blocks.arrived(block, c.rcvNxt);
    }
    c.blocks.acknowledged(c.rcvNxt);
    if (twice != null && !c.blocks.hasDuplicate()) {
      c.blocks.twice(twice[0], twice[1]);
    }
  }

  /** Eighth: FIN. Whether it makes it TIME_WAIT. */
  private boolean fin(Conn c) {
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
