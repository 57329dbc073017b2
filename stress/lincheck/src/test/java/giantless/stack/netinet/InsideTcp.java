package giantless.stack.netinet;

import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.socket.Socket;

/**
 * Steps of tcp_input on which the tests of linearizability act, for the reasons that {@link Inside}
 * gives: each with the locks that tcp_input has there. A segment is for local port {@link #PORT} of
 * {@code us}, from a port of {@code peer}.
 */
public final class InsideTcp {
  public static final int PORT = 7000;

  private static final int ISN = 1000;
  private static final int LATER = 100_000;

  private final Tcp tcp;
  private final int us;
  private final int peer;

  public InsideTcp(Tcp tcp, int us, int peer) {
    this.tcp = tcp;
    this.us = us;
    this.peer = peer;
  }

  private TcpSegment segment(int port, int seq, int flags) {
    TcpSegment s = new TcpSegment();
    s.src = peer;
    s.dst = us;
    s.sport = port;
    s.dport = PORT;
    s.seq = seq;
    s.flags = flags;
    return s;
  }

  // ---- Half-open connections ----

  /** syncache_add: a SYN from that port for the listener. */
  public void syn(Socket listener, int port) {
    TcpSegment s = segment(port, ISN, TcpHeader.SYN);
    InPcb inp = (InPcb) listener.soPcb();
    tcp.info.lock.lock();
    inp.lock.lock();
    s.infoLocked = true;
    tcp.syncache.add(s.inc(), s, TcpSubr.tcpcb(inp));
  }

  /**
   * syncache_expand: the acknowledgement of our SYN, whose number a cookie gives.
   *
   * @return 1 if there is a connection now, -1 if the peer is to be reset, else 0
   */
  public int ack(Socket listener, int port) {
    TcpSegment s = segment(port, ISN + 1, TcpHeader.ACK);
    long now = tcp.inet.kernel().uptimeNanos();
    s.ack = new TcpSyncookie(tcp.secret).generate(s.inc(), ISN, 0, -1, false, now) + 1;
    InPcb inp = (InPcb) listener.soPcb();
    tcp.info.lock.lock();
    inp.lock.lock();
    TcpSyncache.Expanded e = tcp.syncache.expand(s.inc(), s, TcpSubr.tcpcb(inp));
    inp.lock.unlock();
    tcp.info.lock.unlock();
    return e.child != null ? 1 : e.reset ? -1 : 0;
  }

  /** syncache_chkrst: the peer takes its SYN back. */
  public void reset(int port) {
    TcpSegment s = segment(port, ISN + 1, TcpHeader.RST);
    tcp.info.lock.lock();
    tcp.syncache.chkrst(s.inc(), s);
    tcp.info.lock.unlock();
  }

  // ---- The hash, with what is in TIME_WAIT ----

  /** tcp_twstart, if the socket has a connection; whether it has. */
  public boolean timeWait(Socket so) {
    InPcb inp = (InPcb) so.soPcb();
    tcp.info.lock.lock();
    inp.lock.lock();
    boolean connected = (inp.inpFlags & (InPcb.INP_TIMEWAIT | InPcb.INP_DROPPED)) == 0;
    if (connected) {
      tcp.timewait.start(TcpSubr.tcpcb(inp));
    } else {
      inp.lock.unlock();
    }
    tcp.info.lock.unlock();
    return connected;
  }

  /** in_pcblookup_hash: 0: nobody has a segment from that port; 1: a connection; 2: TIME_WAIT. */
  public int lookup(int port) {
    tcp.info.lock.lock();
    InPcb inp = tcp.info.lookupHash(peer, port, us, PORT, false);
    int found = 0;
    if (inp != null) {
      inp.lock.lock();
      found = (inp.inpFlags & InPcb.INP_TIMEWAIT) != 0 ? 2 : 1;
      inp.lock.unlock();
    }
    tcp.info.lock.unlock();
    return found;
  }

  /** tcp_twcheck: a later SYN from that port; whether it has ended a connection in TIME_WAIT. */
  public boolean newSyn(int port) {
    tcp.info.lock.lock();
    InPcb inp = tcp.info.lookupHash(peer, port, us, PORT, false);
    boolean ended = false;
    if (inp != null) {
      inp.lock.lock();
      if ((inp.inpFlags & InPcb.INP_TIMEWAIT) != 0) {
        ended = tcp.timewait.check(inp, segment(port, LATER, TcpHeader.SYN));
      } else {
        inp.lock.unlock();
      }
    }
    tcp.info.lock.unlock();
    return ended;
  }

  /** How many wait. */
  public int waiting() {
    return tcp.timewait.count();
  }

  // ---- The reassembly queue ----

  /** The queue of one connection, under the connection's lock; numbers begin at 0. */
  public static final class Reassembly {
    private final Mtx lock;
    private final TcpReass queue;
    private final MbufPool pool;
    private int rcvNxt;

    public Reassembly(LockRuntime rt, MbufPool pool) {
      this.lock = rt.mtx(Locks.TCPINP);
      this.queue = new TcpReass(pool);
      this.pool = pool;
    }

    /** tcp_reass: a segment; how many of its bytes are new. Consumes the chain. */
    public int insert(int seq, int len, Mbuf m) {
      lock.lock();
      int fresh = 0;
      if (seq < rcvNxt) {
        pool.freem(m); // Trimmed before it comes to the queue.
      } else {
        fresh = queue.insert(seq, len, false, m);
      }
      lock.unlock();
      return fresh;
    }

    /** Takes what comes next in the stream; how many bytes that is. */
    public int take() {
      lock.lock();
      int len = 0;
      if (queue.ready(rcvNxt)) {
        len = queue.firstLen();
        pool.freem(queue.take());
        rcvNxt += len;
      }
      lock.unlock();
      return len;
    }

    /** Pieces that neither overlap nor touch. */
    public int pieces() {
      lock.lock();
      int n = queue.pieces();
      lock.unlock();
      return n;
    }

    /** At the end. */
    public void flush() {
      lock.lock();
      queue.flush();
      lock.unlock();
    }
  }
}
