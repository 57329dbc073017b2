package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.socket.UipcSocket2;

/**
 * TIME_WAIT, tcp_timewait.c (RFC 9293 section 3.10.7.8, RFC 1337): a queue in order of expiry, and
 * one callout for its head. INFO protects the queue; an entry stands in it from {@link #start}
 * until it expires, is recycled for want of room, or makes room for a new connection.
 */
final class TcpTimewait {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** TIME_WAIT entries that there may be at least. */
  private static final int LEAST = 32;

  private final Tcp tcp;
  private final InPcbInfo info;
  private final IpPortRange ports;

  @GuardedBy("info.lock")
  private Tcptw head;

  @GuardedBy("info.lock")
  private Tcptw tail;

  @GuardedBy("info.lock")
  private int count;

  @GuardedBy("info.lock")
  private Callout callout;

  TcpTimewait(Tcp tcp, IpPortRange ports) {
    this.tcp = tcp;
    this.info = tcp.info;
    this.ports = ports;
  }

  /** How many there are. */
  @Excludes("info.lock")
  int count() {
    info.lock.lock();
    int n = count;
    info.lock.unlock();
    return n;
  }

  /** tcptw_auto_size: half of the ephemeral ports, lest they all are taken by the dead. */
  private int max() {
    int set = tcp.sysctl.maxtcptw.get();
    if (set != 0) {
      return set;
    }
    int range = Math.abs(ports.lastOf(IpPortRange.DEFAULT) - ports.firstOf(IpPortRange.DEFAULT));
    return Math.max(range / 2, LEAST);
  }

  /** tcp_twstart(): the connection is over but for stragglers. Its block is unlocked on return. */
  @Requires("info.lock")
  void start(Tcpcb tp) {
    InPcb inp = tp.inp;
    info.lock.assertOwned();
    inp.lock.assertOwned();
    if (tcp.sysctl.nolocaltimewait.on() && tcp.inet.ifaddrs().ifWithAddr(inp.faddr()) != null) {
      if (tp.has(Tcpcb.TF_ACKNOW)) {
        tcp.output.output(tp);
      }
      if (tcp.subr.close(tp) != null) {
        inp.lock.unlock();
      }
      return;
    }
    Tcptw tw = new Tcptw(tp);
    boolean ack = tp.has(Tcpcb.TF_ACKNOW);
    tcp.subr.discardcb(tp);
    inp.inpPpcb = tw;
    inp.inpFlags |= InPcb.INP_TIMEWAIT;
    tcp.stat.tcpsClosed.inc();
    UipcSocket2.soisdisconnected(inp.inpSocket());
    if (ack) {
      respond(tw);
    }
    info.partIfUnused(inp);
    enqueue(tw);
    inp.lock.unlock();
    if (count > max()) {
      Tcptw oldest = head;
      oldest.inp.lock.lock();
      tcp.stat.tcpsTwRecycles.inc();
      close(oldest);
    }
  }

  @Requires("info.lock")
  private void enqueue(Tcptw tw) {
    tw.time = tcp.inet.kernel().uptimeNanos() + 2L * tcp.sysctl.msl.get() * NANOS_PER_MILLI;
    tw.prev = tail;
    tw.next = null;
    if (tail == null) {
      head = tw;
    } else {
      tail.next = tw;
    }
    tail = tw;
    count++;
    if (head == tw) {
      schedule();
    }
  }

  @Requires("info.lock")
  private void dequeue(Tcptw tw) {
    if (tw.prev == null) {
      head = tw.next;
    } else {
      tw.prev.next = tw.next;
    }
    if (tw.next == null) {
      tail = tw.prev;
    } else {
      tw.next.prev = tw.prev;
    }
    tw.prev = null;
    tw.next = null;
    count--;
  }

  /** The callout for the head of the queue. */
  @Requires("info.lock")
  private void schedule() {
    if (callout == null) {
      callout = tcp.inet.kernel().netCallout();
    }
    long wait = head.time - tcp.inet.kernel().uptimeNanos();
    callout.reset(Math.max(wait, 0), () -> expire());
  }

  /** tcp_tw_2msl_scan(). */
  @Excludes("info.lock")
  private void expire() {
    info.lock.lock();
    if (!callout.isPending() && callout.isActive()) {
      callout.deactivate();
      long now = tcp.inet.kernel().uptimeNanos();
      while (head != null && head.time <= now) {
        head.inp.lock.lock();
        close(head);
      }
      if (head != null) {
        schedule();
      }
    }
    info.lock.unlock();
  }

  /** tcp_twclose(): it ends; its block, locked, is unlocked or gone on return. */
  @Requires("info.lock")
  void close(Tcptw tw) {
    InPcb inp = tw.inp;
    inp.lock.assertOwned();
    dequeue(tw);
    inp.inpPpcb = null;
    inp.inpFlags &= ~InPcb.INP_TIMEWAIT;
    info.pcbdrop(inp);
    if (inp.inpSocket() != null && !info.partIfUnused(inp)) {
      inp.lock.unlock(); // The user still has the socket; close(2) ends it.
      return;
    }
    tcp.subr.free(inp);
  }

  /** tcp_twrespond(): acknowledges what came. */
  @Requires("tw.inp.lock")
  private void respond(Tcptw tw) {
    Mbuf m = tcp.inet.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return;
    }
    m.off += IpOutput.MAX_LINKHDR;
    int optlen = 0;
    if (tw.timestamps) {
      TcpOptions to = new TcpOptions();
      to.toFlags = TcpOptions.TOF_TS;
      to.toTsval = tcp.ticks() + tw.tsOffset;
      to.toTsecr = tw.tRecent;
      optlen = to.emit(m.data, m.off + TcpMss.HDRS);
    }
    TcpHeader.put(
        m,
        Ip.HDR,
        tw.inc.lport,
        tw.inc.fport,
        tw.sndNxt,
        tw.rcvNxt,
        TcpHeader.HDR + optlen,
        TcpHeader.ACK,
        tw.lastWin,
        0);
    tcp.stat.tcpsSndacks.inc();
    tcp.subr.send(m, tw.inc, TcpMss.HDRS + optlen, tw.tos, tw.ttl, null);
  }

  /**
   * tcp_twcheck(): a segment for a connection in TIME_WAIT, whose block is locked, and unlocked on
   * return.
   *
   * @return true if the entry is gone, and the segment may begin a new connection
   */
  @Requires("info.lock")
  boolean check(InPcb inp, TcpSegment s) {
    inp.lock.assertOwned();
    if (!(inp.inpPpcb instanceof Tcptw) || s.has(TcpHeader.RST)) {
      inp.lock.unlock(); // RFC 1337: a RST does not end it.
      return false;
    }
    Tcptw tw = (Tcptw) inp.inpPpcb;
    int synAck = TcpHeader.SYN | TcpHeader.ACK;
    if (s.only(synAck, TcpHeader.SYN) && TcpSeq.gt(s.seq, tw.rcvNxt)) {
      close(tw);
      return true;
    }
    if (s.has(TcpHeader.ACK)) {
      s.to.parse(s.m.data, s.optoff, s.optlen, s.has(TcpHeader.SYN));
      boolean strange =
          tw.timestamps && !s.to.has(TcpOptions.TOF_TS) && !tcp.sysctl.tolerateMissingTs.on();
      if (!strange) {
        straggler(tw, s);
      }
    }
    inp.lock.unlock();
    return false;
  }

  @Requires({"info.lock", "tw.inp.lock"})
  private void straggler(Tcptw tw, TcpSegment s) {
    if (s.has(TcpHeader.FIN) && s.seq + s.tlen + (s.has(TcpHeader.SYN) ? 1 : 0) + 1 == tw.rcvNxt) {
      // Our acknowledgement of the FIN was lost: wait anew.
      dequeue(tw);
      enqueue(tw);
    }
    if (s.flags != TcpHeader.ACK || s.tlen != 0 || s.seq != tw.rcvNxt || s.ack != tw.sndNxt) {
      tcp.stat.tcpsTwResets.inc();
      respond(tw);
    }
  }

  /** The machine ends. */
  void shutdown() {
    info.lock.lock();
    Callout c = callout;
    while (head != null) {
      head.inp.lock.lock();
      close(head);
    }
    info.lock.unlock();
    if (c != null) {
      c.drain();
    }
  }
}
