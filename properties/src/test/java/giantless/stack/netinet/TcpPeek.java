package giantless.stack.netinet;

/**
 * What properties need to see of the inside of TCP, and the reason why it is in this package. Looks
 * only. No state.
 */
public final class TcpPeek {
  private TcpPeek() {}

  /** Numbers and windows of one connection at one moment. */
  public static final class Numbers {
    public int sndUna;
    public int sndNxt;
    public int sndMax;
    public int sndWnd;
    public int rcvNxt;
    public int rcvAdv;
    public int cwnd;
    public int ssthresh;
    public int maxseg;
    public int pieces;
    public int rxtshift;
    public boolean rexmt;

    /** Of the scoreboard, while it has holes: what the peer has, and what was sent again. */
    public int sacked;

    public int sentAgain;

    /** What may be sent in a recovery with SACK. */
    public int room;

    public boolean persist;

    /** Bytes in the send buffer; and in the receive buffer, and how many fit. */
    public int sndCc;

    public int rcvCc;
    public int rcvHiwat;
  }

  /** The state of what these ends lead to, a {@link TcpState}; CLOSED if to nothing. */
  public static int state(Tcp tcp, int laddr, int lport, int faddr, int fport, Numbers n) {
    int state = TcpState.CLOSED;
    tcp.info.lock.lock();
    InPcb inp = tcp.info.lookupHash(faddr, fport, laddr, lport, false);
    if (inp != null) {
      inp.lock.lock();
      Tcpcb tp = TcpSubr.tcpcb(inp);
      if (tp != null) {
        state = tp.tState;
        if (n != null) {
          fill(n, tp);
        }
      } else if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
        state = TcpState.TIME_WAIT;
      }
      inp.lock.unlock();
    } else if (tcp.syncache.count() > 0) {
      java.util.List<InConninfo> half = new java.util.ArrayList<>();
      tcp.syncache.list(half);
      InConninfo inc = new InConninfo(laddr, lport, faddr, fport);
      for (int i = 0; i < half.size(); i++) {
        if (half.get(i).same(inc)) {
          state = TcpState.SYN_RECEIVED;
        }
      }
    }
    tcp.info.lock.unlock();
    return state;
  }

  private static void fill(Numbers n, Tcpcb tp) {
    n.sndUna = tp.sndUna;
    n.sndNxt = tp.sndNxt;
    n.sndMax = tp.sndMax;
    n.sndWnd = tp.sndWnd;
    n.rcvNxt = tp.rcvNxt;
    n.rcvAdv = tp.rcvAdv;
    n.cwnd = tp.cc.cwnd;
    n.ssthresh = tp.cc.ssthresh;
    n.maxseg = tp.maxseg();
    n.pieces = tp.reass.pieces();
    n.rxtshift = tp.rtt.rxtshift;
    n.sacked = tp.sack.isEmpty() ? 0 : tp.sack.sackedBytes();
    n.sentAgain = tp.sack.rexmitBytes();
    n.room = tp.has(Tcpcb.TF_SACK_PERMIT) && tp.cc.fastRecovery ? tp.prr.room() : 0;
    n.rexmt = tp.timers.active(TcpTimers.REXMT);
    n.persist = tp.timers.active(TcpTimers.PERSIST);
    giantless.stack.socket.Socket so = tp.inp.inpSocket();
    if (so != null) {
      so.snd.lock.lock();
      n.sndCc = so.snd.sbCc();
      so.snd.lock.unlock();
      so.rcv.lock.lock();
      n.rcvCc = so.rcv.sbCc();
      n.rcvHiwat = so.rcv.sbHiwat();
      so.rcv.lock.unlock();
    }
  }
}
