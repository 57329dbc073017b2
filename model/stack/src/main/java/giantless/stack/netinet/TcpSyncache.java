package giantless.stack.netinet;

import giantless.lock.AtomicInt;
import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Half-open connections, tcp_syncache.c: buckets by a keyed hash, each with its lock, a limited
 * list and a callout for retransmissions. A listener's handshakes are kept here without a socket
 * until the peer's acknowledgement comes; under a flood of SYNs the oldest go, and SYN cookies
 * bring them back ({@link TcpSyncookie}).
 *
 * <p>A bucket's lock goes after INFO and the listener's lock; segments are built under it and sent
 * without. Buckets are made with INFO held.
 */
public final class TcpSyncache {
  private static final int HASHSIZE = 512;
  private static final int MAXWIN = 65535;
  private static final int ECE_CWR = TcpHeader.ECE | TcpHeader.CWR;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final int UNREACH_TRIES = 3;

  /** One bucket. */
  private static final class Head {
    private final Mtx lock;
    private final Callout callout;

    /** Oldest first. */
    @GuardedBy("lock")
    private final List<Syncache> entries = new ArrayList<>(1);

    /** When an entry was pushed out last: only then cookies are looked at. */
    @GuardedBy("lock")
    private long lastOverflow = -TcpSyncookie.LIFETIME - 1;

    private Head(Tcp tcp) {
      this.lock = tcp.inet.kernel().rt().mtx(Locks.TCP_SC);
      this.callout = tcp.inet.kernel().netCallout();
    }

    @Requires("lock")
    private Syncache find(InConninfo inc) {
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).inc.same(inc)) {
          return entries.get(i);
        }
      }
      return null;
    }
  }

  /** The result of {@link #expand}. */
  static final class Expanded {
    /** The new connection's block, unlocked; or null. */
    final InPcb child;

    /** Whether the peer is to be told that there is no connection. */
    final boolean reset;

    Expanded(InPcb child, boolean reset) {
      this.child = child;
      this.reset = reset;
    }
  }

  private final Tcp tcp;
  private final TcpStat stat;
  private final TcpSyncookie cookie;
  private final TcpSyncacheSocket maker;
  private final AtomicInt count;

  @GuardedBy("tcp.info.lock")
  private final Head[] heads = new Head[HASHSIZE];

  @Racy("set once, when the machine ends; a callout that was late finds it")
  private volatile boolean stopping;

  TcpSyncache(Tcp tcp) {
    this.tcp = tcp;
    this.stat = tcp.stat;
    this.cookie = new TcpSyncookie(tcp.secret);
    this.maker = new TcpSyncacheSocket(tcp);
    this.count = tcp.inet.kernel().rt().atomicInt(0);
  }

  /** Half-open connections that there are now. */
  public int count() {
    return count.get();
  }

  @Requires("tcp.info.lock")
  private Head head(InConninfo inc) {
    int i = (int) inc.hash(tcp.secret, 0) & HASHSIZE - 1;
    if (heads[i] == null) {
      heads[i] = new Head(tcp);
    }
    return heads[i];
  }

  private long now() {
    return tcp.inet.kernel().uptimeNanos();
  }

  @Requires("h.lock")
  private void remove(Head h, Syncache sc) {
    h.entries.remove(sc);
    count.fetchAdd(-1);
  }

  // ---- SYN ----

  /** syncache_add(): a SYN for a listener; unlocks the listener and INFO. */
  void add(InConninfo inc, TcpSegment s, Tcpcb listener) {
    InPcb inp = listener.inp;
    tcp.info.lock.assertOwned();
    inp.lock.assertOwned();
    int win = TcpOutput.rcvHiwat(inp.inpSocket());
    boolean noopt = listener.has(Tcpcb.TF_NOOPT);
    int ttl = inp.inpIpTtl;
    int tos = inp.inpIpTos;
    int mss = tcp.mss.mssopt(inc.faddr); // Takes locks that go before a bucket's.
    Head h = head(inc);
    h.lock.lock();
    inp.lock.unlock();
    tcp.info.lock.unlock();
    s.infoLocked = false;
    Syncache sc = h.find(inc);
    Mbuf m;
    if (sc != null) {
      stat.tcpsScDupsyn.inc();
      again(sc, s);
      sc.ourMss = mss;
      m = build(sc, TcpHeader.SYN | TcpHeader.ACK);
      sc.rxmits = 0;
      arm(h, sc);
    } else {
      sc = fresh(inc, s, win, noopt);
      sc.ttl = ttl;
      sc.tos = tos;
      sc.ourMss = mss;
      m = build(sc, TcpHeader.SYN | TcpHeader.ACK);
      insert(h, sc, m != null);
    }
    h.lock.unlock();
    transmit(sc, m);
  }

  /** The SYN comes again: ours was lost, or the peer has begun anew. */
  private void again(Syncache sc, TcpSegment s) {
    if (sc.has(Syncache.SCF_TIMESTAMP) && s.to.has(TcpOptions.TOF_TS)) {
      sc.tsreflect = s.to.toTsval;
    } else {
      sc.flags &= ~Syncache.SCF_TIMESTAMP;
    }
    if (sc.has(Syncache.SCF_ECN) && !s.only(ECE_CWR, ECE_CWR)) {
      sc.flags &= ~Syncache.SCF_ECN;
    }
  }

  private Syncache fresh(InConninfo inc, TcpSegment s, int win, boolean noopt) {
    Syncache sc = new Syncache(inc);
    TcpSysctl k = tcp.sysctl;
    TcpOptions to = s.to;
    sc.irs = s.seq;
    sc.peerMss = to.has(TcpOptions.TOF_MSS) ? to.toMss : 0;
    sc.wnd = Math.min(Math.max(win, 0), MAXWIN);
    int rfc1323 = k.rfc1323.get();
    if (noopt) {
      sc.flags |= Syncache.SCF_NOOPT;
    } else {
      if (to.has(TcpOptions.TOF_TS) && (rfc1323 == 1 || rfc1323 == 3)) {
        sc.tsreflect = to.toTsval;
        sc.tsoff = tcp.subr.newTsOffset(inc);
        sc.flags |= Syncache.SCF_TIMESTAMP;
      }
      if (to.has(TcpOptions.TOF_SCALE) && (rfc1323 == 1 || rfc1323 == 2)) {
        sc.requestedRScale = tcp.wscale();
        sc.requestedSScale = to.toWscale;
        sc.flags |= Syncache.SCF_WINSCALE;
      }
      if (to.has(TcpOptions.TOF_SACKPERM) && k.sackEnable.on()) {
        sc.flags |= Syncache.SCF_SACK;
      }
      if (s.only(ECE_CWR, ECE_CWR) && k.ecnEnable.get() != 0) {
        sc.flags |= Syncache.SCF_ECN;
      }
    }
    if (k.syncookies.on() || k.syncookiesOnly.on()) {
      int wscale = sc.has(Syncache.SCF_WINSCALE) ? sc.requestedSScale : -1;
      boolean sack = sc.has(Syncache.SCF_SACK);
      sc.iss = cookie.generate(inc, sc.irs, sc.peerMss, wscale, sack, now());
    } else {
      sc.iss = tcp.inet.kernel().random(1 << 16) << 16 | tcp.inet.kernel().random(1 << 16);
    }
    return sc;
  }

  /** syncache_insert(): makes room where there is none; the pushed out may come back as cookies. */
  @Requires("h.lock")
  private void insert(Head h, Syncache sc, boolean built) {
    TcpSysctl k = tcp.sysctl;
    if (k.syncookiesOnly.on()) {
      stat.tcpsScSendcookie.inc();
      return;
    }
    if (!built) {
      stat.tcpsScDropped.inc();
      return;
    }
    if (h.entries.size() >= k.scBucketlimit.get()) {
      h.lastOverflow = now();
      stat.tcpsScBucketoverflow.inc();
      remove(h, h.entries.get(0));
    } else if (count.get() >= k.scCachelimit.get()) {
      h.lastOverflow = now();
      stat.tcpsScCacheoverflow.inc();
      if (h.entries.isEmpty()) {
        stat.tcpsScZonefail.inc();
        if (k.syncookies.on()) {
          stat.tcpsScSendcookie.inc();
        }
        return; // The answer goes all the same: as a cookie.
      }
      remove(h, h.entries.get(0));
    }
    h.entries.add(sc);
    count.fetchAdd(1);
    stat.tcpsScAdded.inc();
    arm(h, sc);
  }

  // ---- SYN,ACK ----

  /** syncache_respond(): the segment, but for its way out; null without memory. */
  private Mbuf build(Syncache sc, int flags) {
    Mbuf m = tcp.inet.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_HEADER);
    if (m == null) {
      return null;
    }
    m.off += IpOutput.MAX_LINKHDR;
    TcpOptions to = new TcpOptions();
    boolean syn = (flags & TcpHeader.SYN) != 0;
    if (!sc.has(Syncache.SCF_NOOPT)) {
      if (syn) {
        to.toFlags |= TcpOptions.TOF_MSS;
        to.toMss = sc.ourMss;
        if (sc.peerMss != 0) {
          to.toMss = Math.max(Math.min(sc.peerMss, to.toMss), tcp.sysctl.minmss.get());
        }
        if (sc.has(Syncache.SCF_WINSCALE)) {
          to.toFlags |= TcpOptions.TOF_SCALE;
          to.toWscale = sc.requestedRScale;
        }
        if (sc.has(Syncache.SCF_SACK)) {
          to.toFlags |= TcpOptions.TOF_SACKPERM;
        }
      }
      if (sc.has(Syncache.SCF_TIMESTAMP)) {
        to.toFlags |= TcpOptions.TOF_TS;
        to.toTsval = tcp.ticks() + sc.tsoff;
        to.toTsecr = sc.tsreflect;
      }
    }
    int optlen = to.emit(m.data, m.off + TcpMss.HDRS);
    int th = syn && sc.has(Syncache.SCF_ECN) ? flags | TcpHeader.ECE : flags;
    int win = sc.wnd;
    if (!syn && sc.has(Syncache.SCF_WINSCALE)) {
      win >>= sc.requestedRScale;
    }
    TcpHeader.put(
        m,
        Ip.HDR,
        sc.inc.lport,
        sc.inc.fport,
        syn ? sc.iss : sc.iss + 1,
        sc.irs + 1,
        TcpHeader.HDR + optlen,
        th,
        win,
        0);
    m.len = TcpMss.HDRS + optlen;
    return m;
  }

  @Excludes("tcp.info.lock")
  private void transmit(Syncache sc, Mbuf m) {
    if (m != null) {
      stat.tcpsSndacks.inc();
      tcp.subr.send(m, sc.inc, m.len, sc.tos, sc.ttl == 0 ? tcp.inet.defttl() : sc.ttl, null);
    }
  }

  /** syncache_timeout(): when the SYN,ACK is to be sent again. */
  @Requires("h.lock")
  private void arm(Head h, Syncache sc) {
    TcpSysctl k = tcp.sysctl;
    int millis = k.rexmitInitial.get();
    if (sc.rxmits > 0) {
      long backedOff = (long) millis * TcpRtt.backoff(Math.min(sc.rxmits, TcpRtt.MAXRXTSHIFT));
      int value = (int) Math.min(backedOff, TcpRtt.REXMTMAX);
      millis = TcpRtt.range(value, k.rexmitMin.get(), k.rexmitSlop.get());
    }
    sc.rxmits++;
    sc.rxttime = now() + millis * NANOS_PER_MILLI;
    schedule(h);
  }

  @Requires("h.lock")
  private void schedule(Head h) {
    long next = Long.MAX_VALUE;
    for (int i = 0; i < h.entries.size(); i++) {
      next = Math.min(next, h.entries.get(i).rxttime);
    }
    if (next == Long.MAX_VALUE || stopping) {
      h.callout.stop();
    } else {
      h.callout.reset(Math.max(next - now(), 0), () -> timer(h));
    }
  }

  /** syncache_timer(): one bucket's retransmissions, and its dead. */
  @Excludes("h.lock")
  private void timer(Head h) {
    List<Syncache> due = new ArrayList<>(1);
    List<Mbuf> segments = new ArrayList<>(1);
    h.lock.lock();
    if (!h.callout.isPending() && h.callout.isActive()) {
      h.callout.deactivate();
      long now = now();
      for (int i = h.entries.size() - 1; i >= 0; i--) {
        Syncache sc = h.entries.get(i);
        if (sc.rxttime > now) {
          continue;
        }
        if (sc.rxmits > tcp.sysctl.scRexmtlimit.get()) {
          stat.tcpsScStale.inc();
          remove(h, sc);
          continue;
        }
        stat.tcpsScRetransmitted.inc();
        due.add(sc);
        segments.add(build(sc, TcpHeader.SYN | TcpHeader.ACK));
        arm(h, sc);
      }
      schedule(h);
    }
    h.lock.unlock();
    for (int i = 0; i < due.size(); i++) {
      transmit(due.get(i), segments.get(i));
    }
  }

  // ---- ACK ----

  /**
   * syncache_expand(): an acknowledgement for a listener, which is locked and stays so. If it
   * completes a handshake the connection is made.
   */
  @Requires("tcp.info.lock")
  Expanded expand(InConninfo inc, TcpSegment s, Tcpcb listener) {
    listener.inp.lock.assertOwned();
    Head h = head(inc);
    h.lock.lock();
    Syncache sc = h.find(inc);
    boolean cached = sc != null;
    if (sc == null) {
      sc = fromCookie(h, inc, s, listener);
      if (sc == null) {
        h.lock.unlock();
        return new Expanded(null, true);
      }
    } else if (s.ack != sc.iss + 1
        || TcpSeq.leq(s.seq, sc.irs)
        || TcpSeq.gt(s.seq, sc.irs + sc.wnd)) {
      h.lock.unlock();
      return new Expanded(null, true);
    }
    if (sc.has(Syncache.SCF_TIMESTAMP)
        && (!s.to.has(TcpOptions.TOF_TS) && !tcp.sysctl.tolerateMissingTs.on()
            || s.to.has(TcpOptions.TOF_TS) && TcpSeq.lt(s.to.toTsval, sc.tsreflect))) {
      h.lock.unlock(); // RFC 7323 sections 3.2 and 5.3: dropped without a word.
      return new Expanded(null, false);
    }
    if (cached) {
      remove(h, sc);
      schedule(h);
    }
    h.lock.unlock();
    InPcb child = maker.make(sc, listener);
    if (child == null) {
      stat.tcpsScAborted.inc();
      return new Expanded(null, tcp.sysctl.scRstOnSockFail.on());
    }
    if (cached) {
      stat.tcpsScCompleted.inc();
    }
    return new Expanded(child, false);
  }

  /** syncookie_lookup(): what was pushed out, or never kept. */
  @Requires("h.lock")
  private Syncache fromCookie(Head h, InConninfo inc, TcpSegment s, Tcpcb listener) {
    TcpSysctl k = tcp.sysctl;
    boolean recently = now() - h.lastOverflow <= TcpSyncookie.LIFETIME;
    if (!k.syncookiesOnly.on() && !(k.syncookies.on() && recently)) {
      return null;
    }
    TcpSyncookie.Contents c = cookie.check(inc, s.seq - 1, s.ack - 1, now());
    if (c == null) {
      return null;
    }
    stat.tcpsScRecvcookie.inc();
    Syncache sc = new Syncache(inc);
    sc.irs = s.seq - 1;
    sc.iss = s.ack - 1;
    sc.peerMss = c.mss;
    sc.wnd = Math.min(TcpOutput.rcvHiwat(listener.inp.inpSocket()), MAXWIN);
    sc.ttl = listener.inp.inpIpTtl;
    sc.tos = listener.inp.inpIpTos;
    sc.rxmits = 1;
    if (listener.has(Tcpcb.TF_NOOPT)) {
      sc.flags |= Syncache.SCF_NOOPT;
      return sc;
    }
    if (c.wscale >= 0) {
      sc.flags |= Syncache.SCF_WINSCALE;
      sc.requestedRScale = tcp.wscale();
      sc.requestedSScale = c.wscale;
    }
    sc.flags |= c.sack ? Syncache.SCF_SACK : 0;
    if (s.to.has(TcpOptions.TOF_TS)) {
      sc.flags |= Syncache.SCF_TIMESTAMP;
      sc.tsreflect = s.to.toTsval;
      sc.tsoff = tcp.subr.newTsOffset(inc);
    }
    return sc;
  }

  // ---- What ends an entry ----

  /** syncache_chkrst(): a RST for a listener, judged as RFC 5961 section 3 says. */
  @Requires("tcp.info.lock")
  void chkrst(InConninfo inc, TcpSegment s) {
    Head h = head(inc);
    Mbuf m = null;
    h.lock.lock();
    Syncache sc = h.find(inc);
    if (sc != null && TcpSeq.within(s.seq, sc.irs + 1, Math.max(sc.wnd, 1))) {
      if (tcp.sysctl.insecureRst.on() || s.seq == sc.irs + 1) {
        stat.tcpsScReset.inc();
        remove(h, sc);
        schedule(h);
      } else {
        stat.tcpsBadrst.inc();
        m = build(sc, TcpHeader.ACK);
      }
    }
    h.lock.unlock();
    if (m != null) {
      stat.tcpsSndacks.inc();
      tcp.subr.send(m, sc.inc, m.len, sc.tos, sc.ttl, null);
    }
  }

  /** syncache_badack(): the peer is not where we think it is. */
  @Requires("tcp.info.lock")
  void badack(InConninfo inc) {
    Head h = head(inc);
    h.lock.lock();
    Syncache sc = h.find(inc);
    if (sc != null) {
      stat.tcpsScBadack.inc();
      remove(h, sc);
      schedule(h);
    }
    h.lock.unlock();
  }

  /**
   * syncache_unreach(): an ICMP error about a SYN,ACK; the second, after some tries, is believed.
   */
  @Requires("tcp.info.lock")
  void unreach(InConninfo inc, int seq) {
    Head h = head(inc);
    h.lock.lock();
    Syncache sc = h.find(inc);
    if (sc != null && sc.iss == seq) {
      if (!sc.has(Syncache.SCF_UNREACH) || sc.rxmits <= UNREACH_TRIES) {
        sc.flags |= Syncache.SCF_UNREACH;
      } else {
        stat.tcpsScUnreach.inc();
        remove(h, sc);
        schedule(h);
      }
    }
    h.lock.unlock();
  }

  /** The four ends of all entries, for netstat(1). */
  @Requires("tcp.info.lock")
  void list(List<InConninfo> out) {
    for (Head h : heads) {
      if (h != null) {
        h.lock.lock();
        for (Syncache sc : h.entries) {
          out.add(sc.inc);
        }
        h.lock.unlock();
      }
    }
  }

  /** Memory is short: everything goes; who is there comes back with a cookie. */
  @Excludes("tcp.info.lock")
  void drain() {
    if (count.get() == 0) {
      return;
    }
    // Called where memory is asked for, maybe with this lock or a later one held: a try only.
    if (!tcp.info.lock.tryLock()) {
      return;
    }
    clear();
    tcp.info.lock.unlock();
  }

  @Requires("tcp.info.lock")
  private void clear() {
    for (Head h : heads) {
      if (h != null && h.lock.tryLock()) {
        while (!h.entries.isEmpty()) {
          h.lastOverflow = now();
          remove(h, h.entries.get(0));
        }
        h.callout.stop();
        h.lock.unlock();
      }
    }
  }

  /** The machine ends. */
  void shutdown() {
    stopping = true;
    List<Callout> callouts = new ArrayList<>();
    tcp.info.lock.lock();
    for (Head h : heads) {
      if (h != null) {
        h.lock.lock();
        while (!h.entries.isEmpty()) {
          remove(h, h.entries.get(0));
        }
        h.lock.unlock();
        callouts.add(h.callout);
      }
    }
    tcp.info.lock.unlock();
    for (Callout c : callouts) {
      c.drain();
    }
  }

  void provide(OidTree t) {
    t.addLong("net.inet.tcp.syncache.count", "Entries of the syncache", () -> count());
    t.addLong("net.inet.tcp.syncache.hashsize", "Buckets of the syncache", () -> HASHSIZE);
  }
}
