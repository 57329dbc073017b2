package giantless.properties.tcp.model;

import giantless.properties.tcp.model.Timers.Kind;

/**
 * A listener's handshake, kept without a connection: SEGMENT ARRIVES in LISTEN (RFC 9293 section
 * 3.10.7.2) and in SYN-RECEIVED as far as it follows from there.
 */
final class Handshake {
  private static final int MAXWIN = 65535;

  private final TcpModel model;
  private final Sender sender;
  private final Rules rules;
  private final Choices choices;

  private boolean there;
  private int iss;
  private int irs;
  private int wnd;
  private int sent;
  private long deadline;

  /** What the peer's SYN offered. */
  private Options offered;

  private int stampOffset;

  Handshake(TcpModel model, Choices choices) {
    this.model = model;
    this.sender = model.sender;
    this.rules = model.rules;
    this.choices = choices;
  }

  boolean there() {
    return there;
  }

  /** When the SYN,ACK is sent again. */
  long deadline() {
    return there ? deadline : Timers.NEVER;
  }

  TcpModel.View view() {
    int next = irs + 1;
    return new TcpModel.View(
        next,
        next,
        next + wnd,
        irs,
        iss,
        iss,
        iss + 1,
        0,
        offered.ts(),
        offered.tsval(),
        (int) model.clock.now + stampOffset);
  }

  void arrives(Seg s) {
    if (!s.has(Seg.RST) && !s.has(Seg.SYN) && s.has(Seg.ACK)) {
      ack(s);
    } else if (s.has(Seg.RST)) {
      rst(s);
    } else if (s.has(Seg.SYN) && s.has(Seg.ACK)) {
      there = false; // FreeBSD: the peer is not where we think (syncache_badack).
      sender.reset(s);
    } else if (s.has(Seg.SYN)) {
      syn(s);
    }
  }

  private void syn(Seg s) {
    if (!there) {
      there = true;
      irs = s.seq();
      wnd = Math.min(rules.rcvBuf(), MAXWIN);
      iss = choices.isn();
      offered = s.opt();
      stampOffset = offered.ts() ? choices.stampOffset() : 0;
    } else {
      stampAgain(s.opt());
    }
    // FreeBSD: data and FIN of a SYN are not kept, and a second SYN is taken for the first.
    synAck();
    sent = 0;
    arm();
  }

  /** FreeBSD: the newest time stamp is echoed, and a SYN without ends them (tcp_syncache.c). */
  private void stampAgain(Options o) {
    boolean ts = offered.ts() && o.ts();
    offered = new Options(offered.shift(), offered.sackOk(), ts, ts ? o.tsval() : 0, 0);
  }

  /**
   * RFC 7323 sections 2.2 and 3.2, RFC 2018: what the peer's SYN has not offered is not in the
   * SYN,ACK.
   */
  private void synAck() {
    Options o = options(offered.hasShift() ? rules.shift() : Options.NO_SHIFT, offered.sackOk());
    model.out.add(new Seg(Seg.SYN | Seg.ACK, iss, irs + 1, wnd, 0, 0, o));
  }

  private Options options(int shift, boolean sackOk) {
    return offered.ts()
        ? new Options(shift, sackOk, true, (int) model.clock.now + stampOffset, offered.tsval())
        : new Options(shift, sackOk);
  }

  private void arm() {
    deadline = model.clock.now + Rto.synAck(sent);
    sent++;
  }

  /** RFC 5961 section 3.2, as for a connection. */
  private void rst(Seg s) {
    if (!there || !Seq.within(s.seq(), irs + 1, irs + 1 + wnd)) {
      return;
    }
    if (s.seq() == irs + 1) {
      there = false;
    } else {
      int win = wnd >> (offered.hasShift() ? rules.shift() : 0);
      Options o = options(Options.NO_SHIFT, false);
      model.out.add(new Seg(Seg.ACK, iss + 1, irs + 1, win, 0, 0, o));
    }
  }

  private void ack(Seg s) {
    if (!there
        || s.ack() != iss + 1
        || Seq.notAfter(s.seq(), irs)
        || Seq.after(s.seq(), irs + wnd)) {
      sender.reset(s);
      return;
    }
    if (offered.ts() && (s.opt().ts() ? older(s.opt()) : !rules.tolerant())) {
      return; // RFC 7323 sections 3.2 and 5.3. FreeBSD: without a word.
    }
    there = false;
    Conn c = new Conn(model.clock, rules);
    c.noFd = true;
    c.state = State.SYN_RCVD;
    c.initSend(iss);
    c.sndMax = iss + 1;
    c.sndNxt = iss + 1;
    c.initReceive(irs);
    c.sndWl1 = irs;
    c.rcvWnd = wnd;
    c.rcvAdv += wnd;
    c.lastAck = c.rcvNxt;
    c.peerOffers(offered);
    c.stampOffset = stampOffset;
    c.timers.arm(Kind.KEEP, Rules.KEEP_INIT);
    model.begin(c, s);
  }

  private boolean older(Options o) {
    return Seq.before(o.tsval(), offered.tsval());
  }

  /** The deadline has come. */
  void expires() {
    if (sent > Rules.SYN_ACK_RETRIES) {
      there = false;
      return;
    }
    synAck();
    arm();
  }
}
