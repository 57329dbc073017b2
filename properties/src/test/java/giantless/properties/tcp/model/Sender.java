package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;
import java.util.List;

/**
 * What is sent when (RFC 9293 section 3.8.6, RFC 1122 section 4.2.3.4), where all that is not
 * acknowledged fits into one segment; congestion windows never are the limit then (RFC 5681 section
 * 3.1: one segment is the least).
 */
final class Sender {
  private static final int MAXWIN = 65535;
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final Clock clock;
  private final Rules rules;
  private final List<Seg> out;

  Sender(Clock clock, Rules rules, List<Seg> out) {
    this.clock = clock;
    this.rules = rules;
    this.out = out;
  }

  private static int flags(Conn c) {
    switch (c.state) {
      case CLOSED:
        return Seg.RST | Seg.ACK;
      case SYN_SENT:
        return Seg.SYN;
      case SYN_RCVD:
        return Seg.SYN | Seg.ACK;
      case FIN_WAIT_1:
      case CLOSING:
      case LAST_ACK:
        return Seg.FIN | Seg.ACK;
      default:
        return Seg.ACK;
    }
  }

  /** Something is acknowledged at once, with what there is to send. */
  void acknowledge(Conn c) {
    c.ackNow = true;
    send(c);
  }

  /** Sends what there is to send now. */
  void send(Conn c) {
    send(c, NO_LIMIT, false);
  }

  /**
   * Sends what there is to send now.
   *
   * @param limit bytes from SND.UNA on that may be in flight
   * @param probe a byte is to go though the window is closed (section 3.8.6.1)
   */
  void send(Conn c, int limit, boolean probe) {
    boolean idle = c.sndMax == c.sndUna;
    boolean more = true;
    while (more) {
      more = sendOne(c, limit, probe, idle);
    }
  }

  /** One segment, or none; whether there may be another. */
  private boolean sendOne(Conn c, int limit, boolean probe, boolean idle) {
    if (c.sack && Seq.before(c.sndNxt, c.sndMax)) {
      c.sndNxt = behindHoles(c) ? c.sndMax : c.peerHas.skip(c.sndNxt);
    }
    int[] hole = hole(c);
    if (hole != null) {
      segment(c, flags(c), hole[0] - c.sndUna, hole[1] - hole[0], probe, true);
      return true;
    }
    int flags = flags(c);
    int off = c.sndNxt - c.sndUna;
    int win = Math.min(c.sndWnd, limit);
    flags |= c.needFin ? Seg.FIN : 0;
    flags |= c.needSyn ? Seg.SYN : 0;
    if (probe && win == 0) {
      flags &= off < c.sndBuf ? ~Seg.FIN : ~0;
      win = 1;
    } else if (probe) {
      c.timers.stop(Kind.PERSIST);
      c.rto.shift = 0;
    }
    int allowed = Math.min(c.sndBuf, win) - off;
    int len = c.sack ? beside(c, allowed, off, probe) : allowed;
    boolean more = allowed > 0 && len < allowed && !repairs(c, probe);
    if ((flags & Seg.SYN) != 0 && Seq.after(c.sndNxt, c.sndUna)) {
      flags &= c.state == State.SYN_RCVD ? ~0 : ~Seg.SYN;
      off--;
      len++;
    }
    if ((flags & Seg.SYN) != 0) {
      len = 0;
      flags &= ~Seg.FIN;
    }
    if (len < 0) {
      // The peer has taken its window back (section 3.8.6): what is beyond it was not sent.
      len = 0;
      if (win == 0 && off < c.sndBuf && c.state.synchronised()) {
        c.timers.stop(Kind.REXMT);
        c.rto.shift = 0;
        c.sndNxt = c.sndUna;
        off = 0;
        if (!c.timers.active(Kind.PERSIST)) {
          c.timers.arm(Kind.PERSIST, c.rto.persist());
        }
      }
    }
    if (Seq.before(c.sndNxt + len, c.sndUna + c.sndBuf)) {
      flags &= ~Seg.FIN;
    }
    if (dataNow(c, len, off, idle, probe) || otherwiseNow(c, flags)) {
      segment(c, flags, off, len, probe, false);
      return more;
    }
    watch(c);
    return false;
  }

  // ---- RFC 6675 ----

  private static boolean repairs(Conn c, boolean probe) {
    return c.recovery && c.peerHas.holes() && !probe;
  }

  /** NextSeg, rule 2: what is beside the holes is unsent data. */
  private static boolean behindHoles(Conn c) {
    return c.recovery && c.peerHas.holes() && c.sndWnd > 0;
  }

  private static int room(Conn c) {
    return Math.max(Math.min(c.reduction.room, c.sndWnd), 0);
  }

  /** NextSeg of section 4, rules 1 and 3: what is to be sent again now; null if nothing is. */
  private int[] hole(Conn c) {
    if (!c.sack || !c.recovery) {
      return null;
    }
    int mss = c.segment(rules.mss());
    int[] hole = c.peerHas.next(c.recover, false, mss);
    if (hole == null && c.sndMax - c.sndUna >= c.sndBuf) {
      hole = c.peerHas.next(c.recover, true, mss);
    }
    if (hole == null) {
      return null;
    }
    int beyond = c.sndUna + c.sndWnd; // Of the peer's window.
    int len = Math.min(Math.min(hole[1] - hole[0], beyond - hole[0]), mss);
    return len <= 0 || room(c) < len ? null : new int[] {hole[0], hole[0] + len};
  }

  /** How much of what is next may be sent beside what the peer has and lacks. */
  private static int beside(Conn c, int allowed, int off, boolean probe) {
    if (repairs(c, probe)) {
      int len = Math.min(Math.min(c.sndBuf, c.sndWnd) - off, room(c));
      return len < 0 && c.sndBuf >= off ? 0 : len;
    }
    boolean behind = Seq.before(c.sndNxt, c.sndMax) && allowed > 0;
    return behind ? c.peerHas.room(c.sndNxt, allowed) : allowed;
  }

  /** RFC 1122 section 4.2.3.4: the sender's silly window avoidance, with Nagle's algorithm. */
  private static boolean dataNow(Conn c, int len, int off, boolean idle, boolean probe) {
    return len > 0
        && ((idle || c.noDelay) && off + len >= c.sndBuf
            || probe
            || c.maxSndWnd > 0 && len >= c.maxSndWnd / 2
            || Seq.before(c.sndNxt, c.sndMax));
  }

  private boolean otherwiseNow(Conn c, int flags) {
    return windowOpened(c)
        || c.ackNow
        || (flags & Seg.RST) != 0
        || (flags & Seg.SYN) != 0 && !c.needSyn
        || Seq.after(c.sndUp, c.sndUna)
        || (flags & Seg.FIN) != 0 && (!c.finSent || c.sndNxt == c.sndUna);
  }

  /** RFC 1122 section 4.2.3.3, with FreeBSD's thresholds (tcp_output.c: two segments and more). */
  private boolean windowOpened(Conn c) {
    int space = Math.min(Math.max(c.space(), 0), c.mostWindow());
    if (space == 0 || c.needSyn || c.ackLater || c.state.finReceived()) {
      return false;
    }
    int told = Seq.after(c.rcvAdv, c.rcvNxt) ? c.rcvAdv - c.rcvNxt : 0;
    int more = space - told;
    if (more <= 0 || told >> c.rcvShift >= space >> c.rcvShift) {
      return false; // Nothing that the field can say.
    }
    boolean twoSegments =
        more >= 2 * rules.mss()
            && (more >= c.rcvBuf / 4
                || space <= c.rcvBuf / 8
                || c.rcvBuf <= 8 * rules.mss()
                || more >= c.mostWindow());
    return twoSegments || 2 * more >= c.rcvBuf;
  }

  /** Nothing goes: while there are data, some timer must bring us back. */
  private static void watch(Conn c) {
    if (c.timers.active(Kind.REXMT) || c.timers.active(Kind.PERSIST)) {
      return;
    }
    if (c.sack && Seq.after(c.sndMax, c.sndUna)) {
      c.timers.arm(Kind.REXMT, c.rto.current);
    } else if (c.sndBuf > 0) {
      c.rto.shift = 0;
      c.timers.arm(Kind.PERSIST, c.rto.persist());
    }
  }

  private void segment(Conn c, int flags0, int off, int len, boolean probe, boolean hole) {
    int flags = hole ? flags0 & ~Seg.FIN : flags0;
    boolean syn = (flags & Seg.SYN) != 0;
    boolean fin = (flags & Seg.FIN) != 0;
    if (syn) {
      c.sndNxt = c.iss;
    }
    if (len > 0 && off + len == c.sndBuf) {
      flags |= Seg.PSH;
    }
    if (fin && c.finSent && c.sndNxt == c.sndMax) {
      c.sndNxt--; // The FIN once more, with its number.
    }
    boolean takesNumbers = len > 0 || syn || fin || c.timers.active(Kind.PERSIST);
    int seq = hole ? c.sndUna + off : takesNumbers ? c.sndNxt : c.sndMax;
    int win = window(c, flags);
    int ack = (flags & Seg.ACK) != 0 ? c.rcvNxt : 0;
    Seg s = new Seg(flags, seq, ack, field(c, flags, win), len, 0, options(c, syn));
    out.add(urgent(c, s));
    c.growth.sends(clock.now);
    c.blocks.told();
    if (hole) {
      c.peerHas.wasSentAgain(seq, len);
      c.reduction.sent(len);
      retransmissionTimer(c);
    } else {
      sent(c, len, syn, fin, probe);
    }
    if (win > 0 && Seq.after(c.rcvNxt + win, c.rcvAdv)) {
      c.rcvAdv = c.rcvNxt + win;
    }
    c.lastAck = c.rcvNxt;
    c.ackNow = false;
    c.ackLater = false;
    c.timers.stop(Kind.DELACK);
  }

  /** RFC 2018 section 3: 40 bytes have room for four blocks, or for three beside a time stamp. */
  private static Options options(Conn c, boolean syn) {
    Options o = c.options(syn);
    boolean tells = !syn && c.sack && c.state.synchronised() && c.blocks.any();
    return tells ? o.withSack(c.blocks.edges(o.ts() ? 3 : 4)) : o;
  }

  /**
   * Section 3.8.5: the pointer is behind the urgent data. FreeBSD: once they were sent nothing more
   * is said of them, should they be sent again too (tcp_output.c).
   */
  private static Seg urgent(Conn c, Seg s) {
    if (Seq.after(c.sndUp, s.seq())) {
      return s.withUrgent(Math.min(c.sndUp - s.seq(), MAXWIN));
    }
    if (!Seq.after(c.sndUp, c.sndNxt)) {
      c.sndUp = c.sndUna;
    }
    return s;
  }

  /**
   * The window to tell, in bytes: never less than before (section 3.8.6), and none that is silly.
   * What the field cannot say is rounded up, lest the right edge go back (RFC 7323 section 2.4).
   */
  private int window(Conn c, int flags) {
    int win = 0;
    if ((flags & Seg.RST) == 0) {
      win = Math.min(Math.max(c.space(), 0), c.mostWindow());
      if (win < c.rcvBuf / 4 && win < rules.mss()) {
        win = 0;
      }
      int told = c.rcvAdv - c.rcvNxt;
      win = told > 0 ? Math.max(win, told) : win;
      win = Math.min(win, c.mostWindow());
      int unit = 1 << c.rcvShift;
      win = (win + unit - 1) / unit * unit;
    }
    c.toldZero = win == 0;
    return win;
  }

  /** RFC 7323 section 2.2: the window of a SYN is not scaled. */
  private static int field(Conn c, int flags, int win) {
    return (flags & Seg.SYN) != 0 ? Math.min(win, MAXWIN) : c.windowField(win);
  }

  private void sent(Conn c, int len, boolean syn, boolean fin, boolean probe) {
    int numbers = len + (syn ? 1 : 0) + (fin ? 1 : 0);
    c.finSent |= fin;
    if (probe && c.timers.active(Kind.PERSIST)) {
      // A probe does not count as sent, unless it is taken.
      c.sndMax = Seq.later(c.sndMax, c.sndNxt + numbers);
      return;
    }
    c.reduction.sent(len);
    int start = c.sndNxt;
    c.sndNxt += numbers;
    if (Seq.after(c.sndNxt, c.sndMax)) {
      c.sndMax = c.sndNxt;
      if (c.timedAt == 0) {
        c.timedAt = clock.now;
        c.timedSeq = start;
      }
    }
    if (!c.timers.active(Kind.REXMT) && c.sndNxt != c.sndUna) {
      retransmissionTimer(c);
    } else if (len == 0
        && c.sndBuf > 0
        && !c.timers.active(Kind.REXMT)
        && !c.timers.active(Kind.PERSIST)) {
      c.rto.shift = 0;
      c.timers.arm(Kind.PERSIST, c.rto.persist());
    }
  }

  /** RFC 6298 section 5.1; never beside the persist timer (RFC 9293 section 3.8.6.1). */
  private static void retransmissionTimer(Conn c) {
    if (c.timers.active(Kind.REXMT)) {
      return;
    }
    if (c.timers.active(Kind.PERSIST)) {
      c.timers.stop(Kind.PERSIST);
      c.rto.shift = 0;
    }
    c.timers.arm(Kind.REXMT, c.rto.current);
  }

  // ---- Segments without data, made at once ----

  /** RFC 5961: an acknowledgement, unless there were too many such (section 7). */
  void challenge(Conn c) {
    if (c.mayChallenge()) {
      bare(c, c.sndNxt);
    }
  }

  /** A segment that only says where we are: a challenge, or a keepalive probe. */
  void bare(Conn c, int seq) {
    // No SYN, so its window is scaled even where the handshake is not complete here.
    int win = Math.min(Math.max(c.space(), 0) >> c.agreedShift(), MAXWIN);
    out.add(new Seg(Seg.ACK, seq, c.rcvNxt, win, 0, 0, c.options(false)));
    c.lastAck = c.rcvNxt;
  }

  /** RFC 9293 section 3.10.7.1: the RST that fits a segment; none for a RST. */
  void reset(Seg s) {
    reset(s, Options.NONE);
  }

  /** The same, with the options that all segments of the connection have (RFC 7323 section 3.2). */
  void reset(Seg s, Options o) {
    if (s.has(Seg.RST)) {
      return;
    }
    if (s.has(Seg.ACK)) {
      out.add(new Seg(Seg.RST, s.ack(), 0, 0, 0, 0, o));
    } else {
      out.add(new Seg(Seg.RST | Seg.ACK, 0, s.seq() + s.segLen(), 0, 0, 0, o));
    }
  }
}
