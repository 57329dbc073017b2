package giantless.stack.netinet;

import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;

/**
 * The last steps of a segment (RFC 9293 section 3.10.7.4, sixth to eighth): the window, urgent
 * data, text and reassembly, FIN; and the answer. Called with the connection's lock.
 */
final class TcpTextInput {
  private final Tcp tcp;
  private final TcpStat stat;
  private final MbufPool pool;

  TcpTextInput(Tcp tcp) {
    this.tcp = tcp;
    this.stat = tcp.stat;
    this.pool = tcp.inet.mbufs();
  }

  /** step6. */
  @Requires(value = "tp.inp.lock", unless = "GONE")
  TcpDoSegment.Next input(TcpSegment s, Tcpcb tp) {
    s.needOutput |= updateWindow(s, tp);
    urgent(s, tp);
    text(s, tp);
    if (s.has(TcpHeader.FIN) && fin(tp)) {
      tcp.timewait.start(tp);
      return TcpDoSegment.Next.GONE;
    }
    if (s.needOutput || tp.has(Tcpcb.TF_ACKNOW)) {
      tcp.output.output(tp);
    }
    checkDelack(tp);
    return TcpDoSegment.Next.DROP;
  }

  /** RFC 9293 section 3.10.7.4: an older segment does not change the window. */
  @Requires("tp.inp.lock")
  private boolean updateWindow(TcpSegment s, Tcpcb tp) {
    if (!s.has(TcpHeader.ACK)
        || !(TcpSeq.lt(tp.sndWl1, s.seq)
            || tp.sndWl1 == s.seq
                && (TcpSeq.lt(tp.sndWl2, s.ack) || tp.sndWl2 == s.ack && s.win > tp.sndWnd))) {
      return false;
    }
    if (s.tlen == 0 && tp.sndWl2 == s.ack && s.win > tp.sndWnd) {
      stat.tcpsRcvwinupd.inc();
    }
    tp.sndWnd = s.win;
    tp.sndWl1 = s.seq;
    tp.sndWl2 = s.ack;
    tp.maxSndwnd = Math.max(tp.maxSndwnd, tp.sndWnd);
    return true;
  }

  // ---- Urgent data (RFC 6093) ----

  @Requires("tp.inp.lock")
  private void urgent(TcpSegment s, Tcpcb tp) {
    if (!s.has(TcpHeader.URG) || s.urp == 0 || TcpState.haveRcvdFin(tp.tState)) {
      tp.rcvUp = TcpSeq.max(tp.rcvUp, tp.rcvNxt);
      return;
    }
    Socket so = tp.inp.inpSocket();
    so.rcv.lock.lock();
    int cc = so.rcv.sbCc();
    so.rcv.lock.unlock();
    if (s.urp + (long) cc > tcp.sockets.sbMax()) {
      s.urp = 0; // Nobody sends so much; the mark would be nonsense.
      s.flags &= ~TcpHeader.URG;
      return;
    }
    if (TcpSeq.gt(s.seq + s.urp, tp.rcvUp)) {
      tp.rcvUp = s.seq + s.urp;
      so.rcv.lock.lock();
      int mark = so.rcv.sbCc() + (tp.rcvUp - tp.rcvNxt) - 1;
      if (mark < 0) {
        so.rcv.lock.unlock(); // An old segment, of data that have been read.
        return;
      }
      so.setSoOobmark(mark);
      if (mark == 0) {
        so.rcv.changeSbState(SockBuf.SBS_RCVATMARK, 0);
      }
      so.rcv.lock.unlock();
      UipcSocket2.sohasoutofband(so);
      tp.tOobflags &= ~(Tcpcb.TCPOOB_HAVEDATA | Tcpcb.TCPOOB_HADDATA);
      tp.oobPending = TcpSeq.gt(tp.rcvUp, tp.rcvNxt);
    }
  }

  /**
   * tcp_pulloutofband(): data become next in the stream; the urgent byte among them leaves it, and
   * waits for its reader, unless he wants it in line.
   *
   * @param m the data
   * @param seq the number of the first
   */
  @Requires("tp.inp.lock")
  private Mbuf pullOutOfBand(Tcpcb tp, Socket so, Mbuf m, int seq, int len) {
    int at = tp.rcvUp - 1 - seq;
    if (!tp.oobPending || at < 0 || at >= len) {
      return m;
    }
    tp.oobPending = false;
    if (so.hasOption(SocketConst.SO_OOBINLINE)) {
      return m;
    }
    Mbuf before = null;
    Mbuf n = m;
    while (at >= n.len) {
      at -= n.len;
      before = n;
      n = n.next;
    }
    tp.tIobc = n.u8(at);
    tp.tOobflags |= Tcpcb.TCPOOB_HAVEDATA;
    if (at == 0) {
      n.off++;
      n.len--;
      return m;
    }
    if (at == n.len - 1) {
      n.len--;
      return m;
    }
    Mbuf rest = pool.copym(n, at + 1, n.len - at - 1, How.DONTWAIT);
    if (rest == null) {
      // Without memory it stays in the stream as well: nothing is lost.
      return m;
    }
    rest.next = n.next;
    n.next = rest;
    n.len = at;
    return before == null ? n : m;
  }

  // ---- Text ----

  /** DELAY_ACK: whether the acknowledgement may wait for more. */
  @Requires("tp.inp.lock")
  boolean delayAck(Tcpcb tp, int tlen) {
    return !tp.timers.active(TcpTimers.DELACK)
        && !tp.has(Tcpcb.TF_RXWIN0SENT)
        && tlen <= tp.tMaxseg
        && (tcp.sysctl.delayedAck.on() || tp.has(Tcpcb.TF_NEEDSYN));
  }

  @Requires("tp.inp.lock")
  void checkDelack(Tcpcb tp) {
    if (tp.has(Tcpcb.TF_DELACK)) {
      tp.tFlags &= ~Tcpcb.TF_DELACK;
      tp.timers.activate(TcpTimers.DELACK, tcp.sysctl.delacktime.get());
    }
  }

  /** The data of a segment that header prediction takes, to the reader. */
  @Requires("tp.inp.lock")
  void append(TcpSegment s, Tcpcb tp, Socket so) {
    Mbuf m = s.m;
    s.m = null;
    pool.adj(m, s.hdrlen);
    demote(m);
    so.rcv.lock.lock();
    tcp.autobuf.received(tp, so.rcv, s.tlen, s.now);
    appendLocked(so, m);
  }

  private void append(Socket so, Mbuf m) {
    so.rcv.lock.lock();
    appendLocked(so, m);
  }

  @Releases("so.rcv.lock")
  private void appendLocked(Socket so, Mbuf m) {
    if (TcpDoSegment.putData(so, m)) {
      UipcSocket2.sorwakeupLocked(so);
    } else {
      so.rcv.lock.unlock();
      pool.freem(m);
    }
  }

  /** m_demote(): data in a buffer need no packet header. */
  private void demote(Mbuf m) {
    for (Mbuf n = m; n != null; n = n.next) {
      if (n.isPkthdr()) {
        pool.tagDeleteChain(n);
        n.flags &= ~Mbuf.M_PKTHDR;
        n.pkthdr = null;
      }
    }
  }

  @Requires("tp.inp.lock")
  private void text(TcpSegment s, Tcpcb tp) {
    if (s.tlen == 0 && !s.has(TcpHeader.FIN) || TcpState.haveRcvdFin(tp.tState)) {
      s.flags &= ~TcpHeader.FIN;
      return;
    }
    Socket so = tp.inp.inpSocket();
    if (s.seq == tp.rcvNxt && tp.reass.isEmpty() && TcpState.haveEstablished(tp.tState)) {
      if (delayAck(tp, s.tlen)) {
        tp.tFlags |= Tcpcb.TF_DELACK;
      } else {
        tp.tFlags |= Tcpcb.TF_ACKNOW;
      }
      tp.rcvNxt += s.tlen;
      stat.tcpsRcvpack.inc();
      stat.tcpsRcvbyte.add(s.tlen);
      tp.rcvSack.advance(tp.rcvNxt);
      if (s.tlen > 0) {
        Mbuf m = s.m;
        s.m = null;
        pool.adj(m, s.hdrlen);
        demote(m);
        append(so, pullOutOfBand(tp, so, m, s.seq, s.tlen));
      }
      return;
    }
    reassemble(s, tp);
    tp.tFlags |= Tcpcb.TF_ACKNOW;
  }

  /** tcp_reass(): out of order. FIN stays set in the segment only if it is reached now. */
  @Requires("tp.inp.lock")
  private void reassemble(TcpSegment s, Tcpcb tp) {
    boolean fin = s.has(TcpHeader.FIN);
    s.flags &= ~TcpHeader.FIN;
    Mbuf m = s.m;
    s.m = null;
    pool.adj(m, s.hdrlen);
    boolean next = s.seq == tp.rcvNxt && TcpState.haveEstablished(tp.tState);
    if (!next && !room(tp, m)) {
      stat.tcpsRcvreassfull.inc();
      pool.freem(m);
      return;
    }
    if (s.seq != tp.rcvNxt) {
      tp.rcvOoopack++;
      stat.tcpsRcvoopack.inc();
      stat.tcpsRcvoobyte.add(s.tlen);
    }
    demote(m);
    int pieces = tp.reass.pieces();
    int fresh = tp.reass.insert(s.seq, s.tlen, fin, m);
    tcp.segments.fetchAdd(tp.reass.pieces() - pieces);
    if (fresh == 0 && s.tlen > 0) {
      stat.tcpsRcvduppack.inc();
      stat.tcpsRcvdupbyte.add(s.tlen);
    } else if (tp.reass.overlapped()) {
      stat.tcpsRcvpartduppack.inc();
      stat.tcpsRcvpartdupbyte.add(s.tlen - fresh);
    }
    int from = tp.reass.startOf(s.seq);
    int to = tp.reass.endOf(s.seq);
    if (present(tp)) {
      s.flags |= TcpHeader.FIN;
    }
    if (tp.has(Tcpcb.TF_SACK_PERMIT) && TcpState.haveEstablished(tp.tState)) {
      if (s.tlen > 0 && TcpSeq.gt(to, tp.rcvNxt)) {
        tp.rcvSack.update(from, to, tp.rcvNxt);
      }
      tp.rcvSack.advance(tp.rcvNxt);
      if (tp.reass.overlapped() && !tp.rcvSack.hasDuplicate()) {
        tp.rcvSack.duplicate(tp.reass.dupStart(), tp.reass.dupEnd());
      }
    }
  }

  /** Whether a queue that a stranger may fill has room for more. */
  @Requires("tp.inp.lock")
  private boolean room(Tcpcb tp, Mbuf m) {
    Socket so = tp.inp.inpSocket();
    so.rcv.lock.lock();
    long limit = 8L * so.rcv.sbHiwat();
    so.rcv.lock.unlock();
    return tp.reass.pieces() < tcp.sysctl.reassMaxqueuelen.get()
        && tcp.segments.get() < tcp.sysctl.reassMaxsegments.get()
        && tp.reass.storage() + TcpReass.storageOf(m) <= limit;
  }

  /**
   * What is in order now goes to the reader.
   *
   * @return whether it ends with a FIN
   */
  @Requires("tp.inp.lock")
  boolean present(Tcpcb tp) {
    if (!TcpState.haveEstablished(tp.tState) || !tp.reass.ready(tp.rcvNxt)) {
      return false;
    }
    int len = tp.reass.firstLen();
    boolean fin = tp.reass.firstFin();
    Mbuf m = tp.reass.take();
    tcp.segments.fetchAdd(-1);
    tp.rcvNxt += len;
    stat.tcpsRcvpack.inc();
    stat.tcpsRcvbyte.add(len);
    if (m != null) {
      Socket so = tp.inp.inpSocket();
      append(so, pullOutOfBand(tp, so, m, tp.rcvNxt - len, len));
    }
    return fin;
  }

  // ---- FIN ----

  /** The peer sends no more; true if that makes it TIME_WAIT. */
  @Requires("tp.inp.lock")
  private boolean fin(Tcpcb tp) {
    if (!TcpState.haveRcvdFin(tp.tState)) {
      UipcSocket2.socantrcvmore(tp.inp.inpSocket());
      tp.tFlags |= tp.has(Tcpcb.TF_NEEDSYN) ? Tcpcb.TF_DELACK : Tcpcb.TF_ACKNOW;
      tp.rcvNxt++;
    }
    switch (tp.tState) {
      case TcpState.SYN_RECEIVED:
        tp.tStarttime = tcp.ticks();
        tp.tState = TcpState.CLOSE_WAIT;
        return false;
      case TcpState.ESTABLISHED:
        tp.tState = TcpState.CLOSE_WAIT;
        return false;
      case TcpState.FIN_WAIT_1:
        tp.tState = TcpState.CLOSING;
        return false;
      case TcpState.FIN_WAIT_2:
        return true;
      default:
        return false;
    }
  }
}
