package giantless.stack.netinet;

import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket2;

/**
 * tcp_do_segment(): a segment for a connection, in the order of RFC 9293 section 3.10.7: header
 * prediction, SYN_SENT, RST, SYN, PAWS, the window; then {@link TcpAckInput} and {@link
 * TcpTextInput}. Comes in with the block's lock, and with INFO if the segment may end the
 * connection; the block is unlocked on return.
 */
final class TcpDoSegment {
  /** What becomes of a segment after a step. */
  enum Next {
    /** Go on. */
    GO,
    /** On with the window, past what is about acknowledgements. */
    STEP6,
    /** It is done with. */
    DROP,
    /** It is done with, and is to be acknowledged. */
    DROPAFTERACK,
    /** It is to be answered with a RST. */
    RESET,
    /** As RESET, for a port without connection: the answers are limited. */
    RESET_LIMITED,
    /** The connection is gone, and its block unlocked. */
    GONE,
    /** As GONE, and a RST is to be sent. */
    GONE_RESET
  }

  private static final int MAXWIN = 65535;

  /** TCP_PAWS_IDLE: 24 days in milliseconds. */
  private static final int PAWS_IDLE = 24 * 24 * 60 * 60 * 1000;

  private final Tcp tcp;
  private final TcpStat stat;
  private final TcpAckInput ackInput;
  private final TcpTextInput text;

  TcpDoSegment(Tcp tcp) {
    this.tcp = tcp;
    this.stat = tcp.stat;
    this.text = new TcpTextInput(tcp);
    this.ackInput = new TcpAckInput(tcp, text);
  }

  /** The segment; {@code s.m} is null afterwards if it was consumed. */
  @Releases("tp.inp.lock")
  void doSegment(TcpSegment s, Tcpcb tp) {
    InPcb inp = tp.inp;
    inp.lock.assertOwned();
    Next next = process(s, tp);
    switch (next) {
      case DROPAFTERACK:
        if (tp.tState == TcpState.SYN_RECEIVED
            && s.has(TcpHeader.ACK)
            && (TcpSeq.gt(tp.sndUna, s.ack) || TcpSeq.gt(s.ack, tp.sndMax))) {
          tcp.input.dropWithReset(s, tp, BadportBandlim.Kind.RST_OPENPORT);
        } else {
          tp.tFlags |= Tcpcb.TF_ACKNOW;
          tcp.output.output(tp);
        }
        break;
      case RESET:
        tcp.input.dropWithReset(s, tp, null);
        break;
      case RESET_LIMITED:
        tcp.input.dropWithReset(s, tp, BadportBandlim.Kind.RST_OPENPORT);
        break;
      case GONE:
        return;
      case GONE_RESET:
        tcp.input.dropWithReset(s, null, null);
        return;
      default:
        break;
    }
    inp.lock.unlock();
  }

  @Requires(
      value = "tp.inp.lock",
      unless = {"GONE", "GONE_RESET"})
  private Next process(TcpSegment s, Tcpcb tp) {
    if (tp.tState == TcpState.SYN_SENT
        && s.has(TcpHeader.ACK)
        && (TcpSeq.leq(s.ack, tp.iss) || TcpSeq.gt(s.ack, tp.sndMax))) {
      return Next.RESET;
    }
    s.now = tcp.ticks();
    tp.tRcvtime = s.now;
    s.hadText = s.tlen > 0;
    s.hadFin = s.has(TcpHeader.FIN);
    if (s.has(TcpHeader.SYN) || tp.tState == TcpState.SYN_SENT) {
      // The window of a SYN is not scaled (RFC 7323 section 2.2).
    } else {
      s.win <<= tp.sndScale;
    }
    s.to.parse(s.m.data, s.optoff, s.optlen, s.has(TcpHeader.SYN));
    TcpEcn.input(tcp, tp, s);
    if (tp.has(Tcpcb.TF_RCVD_TSTMP)
        && !s.to.has(TcpOptions.TOF_TS)
        && !s.has(TcpHeader.RST)
        && !tcp.sysctl.tolerateMissingTs.on()) {
      return Next.DROP; // RFC 7323 section 3.2.
    }
    if (s.to.has(TcpOptions.TOF_TS) && s.to.toTsecr != 0) {
      s.to.toTsecr -= tp.tsOffset;
      if (TcpSeq.gt(s.to.toTsecr, s.now)) {
        s.to.toTsecr = 0; // An echo from the future is none.
      }
    }
    if (tp.tState == TcpState.SYN_SENT && s.only(TcpHeader.SYN | TcpHeader.RST, TcpHeader.SYN)) {
      synOptions(s, tp); // A RST is no answer: it says nothing about options.
    }
    if (!tp.has(Tcpcb.TF_RCVD_TSTMP)) {
      s.to.toFlags &= ~TcpOptions.TOF_TS; // Not agreed on: ignored (RFC 7323 section 3.2).
    }
    Next next = predict(s, tp);
    if (next != Next.GO) {
      return next;
    }
    receiveWindow(tp);
    if (tp.tState == TcpState.SYN_RECEIVED
        && s.has(TcpHeader.ACK)
        && (TcpSeq.leq(s.ack, tp.sndUna) || TcpSeq.gt(s.ack, tp.sndMax))
        && !s.has(TcpHeader.RST)) {
      return Next.RESET_LIMITED;
    }
    next = tp.tState == TcpState.SYN_SENT ? synSent(s, tp) : synchronised(s, tp);
    if (next == Next.GO) {
      next = ackInput.input(s, tp);
    }
    return next == Next.STEP6 ? text.input(s, tp) : next;
  }

  /** The options of the SYN that answers ours. */
  @Requires("tp.inp.lock")
  private void synOptions(TcpSegment s, Tcpcb tp) {
    TcpOptions to = s.to;
    boolean noopt = tp.has(Tcpcb.TF_NOOPT);
    if (to.has(TcpOptions.TOF_SCALE) && tp.has(Tcpcb.TF_REQ_SCALE) && !noopt) {
      tp.tFlags |= Tcpcb.TF_RCVD_SCALE;
      tp.sndScale = to.toWscale;
    } else {
      tp.tFlags &= ~Tcpcb.TF_REQ_SCALE;
    }
    tp.sndWnd = s.win;
    if (to.has(TcpOptions.TOF_TS) && tp.has(Tcpcb.TF_REQ_TSTMP) && !noopt) {
      tp.tFlags |= Tcpcb.TF_RCVD_TSTMP;
      tp.tsRecent = to.toTsval;
      tp.tsRecentAge = s.now;
    } else {
      tp.tFlags &= ~Tcpcb.TF_REQ_TSTMP;
    }
    tcp.mss.mss(tp, to.has(TcpOptions.TOF_MSS) ? to.toMss : 0);
    if (!to.has(TcpOptions.TOF_SACKPERM) || noopt) {
      tp.tFlags &= ~Tcpcb.TF_SACK_PERMIT;
    }
  }

  // ---- Header prediction ----

  /** The two common cases: the next data, or the next acknowledgement, and nothing else. */
  @Requires("tp.inp.lock")
  private Next predict(TcpSegment s, Tcpcb tp) {
    int flags = TcpHeader.SYN | TcpHeader.FIN | TcpHeader.RST | TcpHeader.URG | TcpHeader.ACK;
    TcpOptions to = s.to;
    if (tp.tState != TcpState.ESTABLISHED
        || s.seq != tp.rcvNxt
        || !s.only(flags, TcpHeader.ACK)
        || tp.sndNxt != tp.sndMax
        || s.win == 0
        || s.win != tp.sndWnd
        || tp.has(Tcpcb.TF_NEEDSYN | Tcpcb.TF_NEEDFIN)
        || tp.oobPending
        || !tp.reass.isEmpty()
        || to.has(TcpOptions.TOF_TS) && TcpSeq.lt(to.toTsval, tp.tsRecent)) {
      return Next.GO;
    }
    if (s.tlen == 0) {
      if (TcpSeq.gt(s.ack, tp.sndUna)
          && TcpSeq.leq(s.ack, tp.sndMax)
          && !tp.cc.inRecovery()
          && !to.has(TcpOptions.TOF_SACK)
          && tp.sack.isEmpty()) {
        recordTimestamp(s, tp);
        stat.tcpsPredack.inc();
        ackInput.predicted(s, tp);
        checkDelack(tp);
        return Next.DROP;
      }
      return Next.GO;
    }
    Socket so = tp.inp.inpSocket();
    if (s.ack != tp.sndUna || s.tlen > space(so)) {
      return Next.GO;
    }
    recordTimestamp(s, tp);
    tp.rcvSack.clear();
    stat.tcpsPreddat.inc();
    tp.rcvNxt += s.tlen;
    tp.sndWl1 = s.seq;
    tp.rcvUp = tp.rcvNxt;
    stat.tcpsRcvpack.inc();
    stat.tcpsRcvbyte.add(s.tlen);
    if (text.delayAck(tp, s.tlen)) {
      tp.tFlags |= Tcpcb.TF_DELACK;
    } else {
      tp.tFlags |= Tcpcb.TF_ACKNOW;
    }
    text.append(s, tp, so);
    if (tp.has(Tcpcb.TF_ACKNOW)) {
      tcp.output.output(tp);
    }
    checkDelack(tp);
    return Next.DROP;
  }

  @Requires("tp.inp.lock")
  private void recordTimestamp(TcpSegment s, Tcpcb tp) {
    if (s.to.has(TcpOptions.TOF_TS) && TcpSeq.leq(s.seq, tp.lastAckSent)) {
      tp.tsRecentAge = s.now;
      tp.tsRecent = s.to.toTsval;
    }
  }

  /** check_delack. */
  @Requires("tp.inp.lock")
  private void checkDelack(Tcpcb tp) {
    text.checkDelack(tp);
  }

  private static int space(Socket so) {
    so.rcv.lock.lock();
    int n = so.rcv.sbspace();
    so.rcv.lock.unlock();
    return n;
  }

  /** The window that this segment is measured by: never less than what was advertised. */
  @Requires("tp.inp.lock")
  private static void receiveWindow(Tcpcb tp) {
    int win = Math.max(space(tp.inp.inpSocket()), 0);
    tp.rcvWnd = Math.max(win, tp.rcvAdv - tp.rcvNxt);
  }

  // ---- SYN_SENT (RFC 9293 section 3.10.7.3) ----

  @Requires(
      value = "tp.inp.lock",
      unless = {"GONE", "GONE_RESET"})
  private Next synSent(TcpSegment s, Tcpcb tp) {
    if (s.has(TcpHeader.RST)) {
      if (!s.has(TcpHeader.ACK)) {
        return Next.DROP;
      }
      return tcp.subr.drop(tp, Errno.ECONNREFUSED) == null ? Next.GONE : Next.DROP;
    }
    if (!s.has(TcpHeader.SYN)) {
      return Next.DROP;
    }
    tp.irs = s.seq;
    tp.rcvseqinit();
    if (s.has(TcpHeader.ACK)) {
      stat.tcpsConnects.inc();
      UipcSocket2.soisconnected(tp.inp.inpSocket());
      scale(tp);
      tp.rcvAdv += Math.min(tp.rcvWnd, MAXWIN << tp.rcvScale);
      tp.sndUna++;
      if (TcpSeq.lt(tp.sndNxt, tp.sndUna)) {
        tp.sndNxt = tp.sndUna;
      }
      if (text.delayAck(tp, s.tlen) && s.tlen != 0) {
        tp.timers.activate(TcpTimers.DELACK, tcp.sysctl.delacktime.get());
      } else {
        tp.tFlags |= Tcpcb.TF_ACKNOW;
      }
      TcpEcn.synAck(tcp, tp, s);
      tp.tStarttime = tcp.ticks();
      if (tp.has(Tcpcb.TF_NEEDFIN)) {
        tp.tState = TcpState.FIN_WAIT_1;
        tp.tFlags &= ~Tcpcb.TF_NEEDFIN;
        s.flags &= ~TcpHeader.SYN;
      } else {
        tp.tState = TcpState.ESTABLISHED;
        tcp.cong.connInit(tp);
        tp.timers.activate(TcpTimers.KEEP, tp.keepidle());
      }
    } else {
      // Both have begun at once: SYN_RECEIVED (RFC 9293 section 3.5, figure 8).
      tp.tFlags |= Tcpcb.TF_ACKNOW | Tcpcb.TF_NEEDSYN;
      tp.timers.stop(TcpTimers.REXMT);
      tp.tState = TcpState.SYN_RECEIVED;
      TcpEcn.simultaneous(tcp, tp, s);
    }
    s.seq++;
    s.urgentFrom(1);
    if (s.tlen > tp.rcvWnd) {
      int todrop = s.tlen - tp.rcvWnd;
      tcp.inet.mbufs().adj(s.m, -todrop);
      s.tlen = tp.rcvWnd;
      s.flags &= ~TcpHeader.FIN;
      stat.tcpsRcvpackafterwin.inc();
      stat.tcpsRcvbyteafterwin.add(todrop);
    }
    tp.sndWl1 = s.seq - 1;
    tp.rcvUp = s.seq;
    if (s.has(TcpHeader.ACK)) {
      return ackInput.processAck(s, tp);
    }
    return Next.STEP6;
  }

  /** The shift of our windows if both ends have asked for window scaling, else 0. */
  @Requires("tp.inp.lock")
  static int agreedScale(Tcpcb tp) {
    int both = Tcpcb.TF_REQ_SCALE | Tcpcb.TF_RCVD_SCALE;
    return (tp.tFlags & both) == both ? tp.requestRScale : 0;
  }

  /** Window scaling counts from now on, if both ends want it. */
  @Requires("tp.inp.lock")
  static void scale(Tcpcb tp) {
    tp.rcvScale = agreedScale(tp);
  }

  // ---- All later states ----

  @Requires(
      value = "tp.inp.lock",
      unless = {"GONE", "GONE_RESET"})
  private Next synchronised(TcpSegment s, Tcpcb tp) {
    if (s.has(TcpHeader.RST)) {
      return reset(s, tp);
    }
    if (s.has(TcpHeader.SYN) && tp.tState != TcpState.SYN_RECEIVED) {
      return syn(s, tp);
    }
    Next next = paws(s, tp);
    if (next != Next.GO) {
      return next;
    }
    if (tp.tState == TcpState.SYN_RECEIVED && TcpSeq.lt(s.seq, tp.irs)) {
      return Next.RESET_LIMITED; // Not of this connection.
    }
    trimFront(s, tp);
    if (s.tlen > 0
        && tp.tState > TcpState.CLOSE_WAIT
        && tp.inp.inpSocket().hasState(Socket.SS_NOFDREF)) {
      // Nobody will ever read it (RFC 1122 section 4.2.2.13).
      stat.tcpsRcvafterclose.inc();
      return tcp.subr.close(tp) == null ? Next.GONE_RESET : Next.RESET;
    }
    next = trimBack(s, tp);
    if (next != Next.GO) {
      return next;
    }
    int flags = s.has(TcpHeader.SYN | TcpHeader.FIN) ? 1 : 0;
    if (s.to.has(TcpOptions.TOF_TS)
        && TcpSeq.leq(s.seq, tp.lastAckSent)
        && TcpSeq.leq(tp.lastAckSent, s.seq + s.tlen + flags)) {
      tp.tsRecentAge = s.now;
      tp.tsRecent = s.to.toTsval;
    }
    if (!s.has(TcpHeader.ACK)) {
      if (tp.tState == TcpState.SYN_RECEIVED || tp.has(Tcpcb.TF_NEEDSYN)) {
        return Next.STEP6;
      }
      return tp.has(Tcpcb.TF_ACKNOW) ? Next.DROPAFTERACK : Next.DROP;
    }
    return Next.GO;
  }

  /** RFC 5961 section 3: at the edge it counts, elsewhere in the window it is challenged. */
  @Requires(
      value = "tp.inp.lock",
      unless = {"GONE", "GONE_RESET"})
  private Next reset(TcpSegment s, Tcpcb tp) {
    boolean edge = s.seq == tp.lastAckSent;
    boolean inWindow = TcpSeq.within(s.seq, tp.lastAckSent, tp.rcvWnd) || tp.rcvWnd == 0 && edge;
    if (!inWindow) {
      return Next.DROP;
    }
    if (!edge && !tcp.sysctl.insecureRst.on()) {
      stat.tcpsBadrst.inc();
      challenge(tp);
      return Next.DROP;
    }
    stat.tcpsDrops.inc();
    Errno error = tp.tState == TcpState.SYN_RECEIVED ? Errno.ECONNREFUSED : Errno.ECONNRESET;
    tp.inp.inpSocket().setSoError(error);
    return tcp.subr.close(tp) == null ? Next.GONE : Next.DROP;
  }

  /** RFC 5961 section 4: a SYN does not belong here; the peer is asked whether it has forgotten. */
  @Requires(
      value = "tp.inp.lock",
      unless = {"GONE", "GONE_RESET"})
  private Next syn(TcpSegment s, Tcpcb tp) {
    stat.tcpsBadsyn.inc();
    if (tcp.sysctl.insecureSyn.on() && TcpSeq.within(s.seq, tp.lastAckSent, tp.rcvWnd)) {
      return tcp.subr.drop(tp, Errno.ECONNRESET) == null ? Next.GONE : Next.DROP;
    }
    challenge(tp);
    return Next.DROP;
  }

  /**
   * tcp_send_challenge_ack(): a challenge ACK, if there were not too many lately (RFC 5961 section
   * 7): two ends that challenge each other would go on for ever.
   */
  @Requires("tp.inp.lock")
  private void challenge(Tcpcb tp) {
    int window = tcp.sysctl.ackWarTimewindow.get();
    int most = tcp.sysctl.ackWarCnt.get();
    if (window != 0 && most != 0) {
      long now = tcp.uptimeMillis();
      if (tp.tChallengeAckEnd < now) {
        tp.tChallengeAckCnt = 0;
        tp.tChallengeAckEnd = now + window;
      }
      if (tp.tChallengeAckCnt >= most) {
        return;
      }
      tp.tChallengeAckCnt++;
    }
    tcp.subr.respond(tp, InConninfo.of(tp.inp), tp.sndNxt, tp.rcvNxt, TcpHeader.ACK);
  }

  /** RFC 7323 section 5. */
  @Requires("tp.inp.lock")
  private Next paws(TcpSegment s, Tcpcb tp) {
    if (!s.to.has(TcpOptions.TOF_TS) || tp.tsRecent == 0 || !TcpSeq.lt(s.to.toTsval, tp.tsRecent)) {
      return Next.GO;
    }
    if (s.now - tp.tsRecentAge > PAWS_IDLE) {
      tp.tsRecent = 0; // The peer's clock may have wrapped around in so long a silence.
      return Next.GO;
    }
    stat.tcpsRcvduppack.inc();
    stat.tcpsRcvdupbyte.add(s.tlen);
    stat.tcpsPawsdrop.inc();
    return s.tlen > 0 ? Next.DROPAFTERACK : Next.DROP;
  }

  /** What came before goes off the front; it is told by SACK. */
  @Requires("tp.inp.lock")
  private void trimFront(TcpSegment s, Tcpcb tp) {
    int todrop = tp.rcvNxt - s.seq;
    if (todrop <= 0) {
      return;
    }
    if (s.has(TcpHeader.SYN)) {
      s.flags &= ~TcpHeader.SYN;
      s.seq++;
      s.urgentFrom(1);
      todrop--;
    }
    if (todrop > s.tlen || todrop == s.tlen && !s.has(TcpHeader.FIN)) {
      // A valid FIN is to the left of the window: this one is a duplicate. Its acknowledgement
      // still counts.
      s.flags &= ~TcpHeader.FIN;
      tp.tFlags |= Tcpcb.TF_ACKNOW;
      todrop = s.tlen;
      stat.tcpsRcvduppack.inc();
      stat.tcpsRcvdupbyte.add(todrop);
    } else {
      stat.tcpsRcvpartduppack.inc();
      stat.tcpsRcvpartdupbyte.add(todrop);
    }
    if (todrop > 0 && tp.has(Tcpcb.TF_SACK_PERMIT)) {
      tp.rcvSack.duplicate(s.seq, s.seq + todrop);
      tp.tFlags |= Tcpcb.TF_ACKNOW;
    }
    s.hdrlen += todrop;
    s.seq += todrop;
    s.tlen -= todrop;
    s.urgentFrom(todrop);
  }

  /** What is beyond the window goes off the end. */
  @Requires("tp.inp.lock")
  private Next trimBack(TcpSegment s, Tcpcb tp) {
    int todrop = s.seq + s.tlen - (tp.rcvNxt + tp.rcvWnd);
    if (todrop <= 0) {
      return Next.GO;
    }
    stat.tcpsRcvpackafterwin.inc();
    if (todrop >= s.tlen) {
      stat.tcpsRcvbyteafterwin.add(s.tlen);
      if (tp.rcvWnd != 0 || s.seq != tp.rcvNxt) {
        return Next.DROPAFTERACK;
      }
      tp.tFlags |= Tcpcb.TF_ACKNOW;
      stat.tcpsRcvwinprobe.inc();
      todrop = s.tlen;
    } else {
      stat.tcpsRcvbyteafterwin.add(todrop);
    }
    if (todrop > 0) {
      tcp.inet.mbufs().adj(s.m, -todrop);
    }
    s.tlen -= todrop;
    s.flags &= ~(TcpHeader.PUSH | TcpHeader.FIN);
    return Next.GO;
  }

  /** For {@link TcpTextInput}: whether data may still be put into the buffer. */
  @Requires("so.rcv.lock")
  static boolean putData(Socket so, Mbuf m) {
    if ((so.rcv.sbState() & SockBuf.SBS_CANTRCVMORE) != 0) {
      return false;
    }
    SbAppend.sbappendstreamLocked(so.rcv, m);
    return true;
  }
}
