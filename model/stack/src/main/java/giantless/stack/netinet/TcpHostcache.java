package giantless.stack.netinet;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Callout;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Confined;
import giantless.lock.contract.GuardedBy;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of hosts between connections, tcp_hostcache.c: path MTU, round trip time,
 * thresholds. Buckets, each with its lock, made when the first entry comes. Called with a
 * connection's lock held or without; calls nobody.
 */
public final class TcpHostcache {
  private static final int HASHSIZE = 512;
  private static final long SECOND = 1_000_000_000L;

  /**
   * A copy of an entry's values; 0 is unknown. Times as {@link TcpRtt} keeps them, sizes in bytes.
   */
  @Confined("the call; an entry's own its bucket's lock")
  static final class Metrics {
    int mtu;
    int ssthresh;
    int rtt;
    int rttvar;
    int cwnd;
  }

  /** One host. */
  @Confined("the bucket that it stands in: its lock")
  private static final class Entry {
    private int addr;
    private Metrics m;
    private long expires;
  }

  /** One bucket; entries newest first. */
  private static final class Head {
    private final Mtx lock;

    @GuardedBy("lock")
    private final List<Entry> entries = new ArrayList<>(1);

    private Head(LockRuntime rt) {
      this.lock = rt.mtx(Locks.TCP_HC);
    }
  }

  private final Tcp tcp;
  private final LockRuntime rt;
  private final AtomicRef<Head[]> heads;
  private final AtomicInt count;
  private final AtomicRef<Callout> purger;

  TcpHostcache(Tcp tcp) {
    this.tcp = tcp;
    this.rt = tcp.inet.kernel().rt();
    this.heads = rt.atomicRef(null);
    this.count = rt.atomicInt(0);
    this.purger = rt.atomicRef(null);
  }

  private Head head(int addr, boolean make) {
    Head[] h = heads.get();
    if (h == null) {
      if (!make) {
        return null;
      }
      Head[] fresh = new Head[HASHSIZE];
      for (int i = 0; i < HASHSIZE; i++) {
        fresh[i] = new Head(rt);
      }
      h = heads.compareAndSet(null, fresh) ? fresh : heads.get();
      schedule();
    }
    return h[(int) tcp.secret.hash(addr, 0, 0) & HASHSIZE - 1];
  }

  private void schedule() {
    Callout c = tcp.inet.kernel().netCallout();
    if (purger.compareAndSet(null, c)) {
      c.reset(tcp.sysctl.hcPrune.get() * SECOND, () -> purge());
    }
  }

  /** tcp_hc_purge(): what is old goes, from time to time. */
  private void purge() {
    expire(rt.uptimeNanos());
    purger.get().reset(tcp.sysctl.hcPrune.get() * SECOND, () -> purge());
  }

  /** No entry may be used from here on; the callout is gone. */
  void shutdown() {
    Callout c = purger.get();
    if (c != null) {
      c.drain();
    }
  }

  private void expire(long now) {
    Head[] h = heads.get();
    for (int i = 0; h != null && i < HASHSIZE; i++) {
      h[i].lock.lock();
      for (int j = h[i].entries.size() - 1; j >= 0; j--) {
        if (h[i].entries.get(j).expires <= now) {
          h[i].entries.remove(j);
          count.fetchAdd(-1);
        }
      }
      h[i].lock.unlock();
    }
  }

  /** tcp_hc_get(): what is known of a host; null if nothing is. */
  Metrics get(int addr) {
    if (!tcp.sysctl.hcEnable.on()) {
      return null;
    }
    Head h = head(addr, false);
    if (h == null) {
      return null;
    }
    h.lock.lock();
    Entry e = find(h, addr);
    Metrics m = e == null ? null : copy(e.m);
    h.lock.unlock();
    return m;
  }

  private static Metrics copy(Metrics m) {
    Metrics c = new Metrics();
    c.mtu = m.mtu;
    c.ssthresh = m.ssthresh;
    c.rtt = m.rtt;
    c.rttvar = m.rttvar;
    c.cwnd = m.cwnd;
    return c;
  }

  private static Entry find(Head h, int addr) {
    for (int i = 0; i < h.entries.size(); i++) {
      Entry e = h.entries.get(i);
      if (e.addr == addr) {
        return e;
      }
    }
    return null;
  }

  /** tcp_hc_getmtu(): the path MTU to a host, 0 if unknown. */
  int mtu(int addr) {
    Metrics m = get(addr);
    return m == null ? 0 : m.mtu;
  }

  /** tcp_hc_updatemtu(): a router told the path MTU. */
  void updateMtu(int addr, int mtu) {
    Metrics m = new Metrics();
    m.mtu = mtu;
    update(addr, m);
  }

  /** tcp_hc_update(): a connection ends; what is not 0 is averaged with what was known. */
  void update(int addr, Metrics m) {
    if (!tcp.sysctl.hcEnable.on() || tcp.sysctl.hcCachelimit.get() == 0) {
      return;
    }
    Head h = head(addr, true);
    h.lock.lock();
    Entry e = find(h, addr);
    if (e == null) {
      e = insert(h, addr);
    } else {
      h.entries.remove(e);
      h.entries.add(0, e);
    }
    if (e == null) {
      h.lock.unlock();
      return;
    }
    e.expires = rt.uptimeNanos() + tcp.sysctl.hcExpire.get() * SECOND;
    e.m.mtu = m.mtu != 0 ? m.mtu : e.m.mtu;
    e.m.ssthresh = average(e.m.ssthresh, m.ssthresh);
    e.m.rtt = average(e.m.rtt, m.rtt);
    e.m.rttvar = average(e.m.rttvar, m.rttvar);
    e.m.cwnd = average(e.m.cwnd, m.cwnd);
    h.lock.unlock();
  }

  /** A new entry, in place of the oldest of its bucket if there is no room; null without any. */
  private Entry insert(Head h, int addr) {
    boolean full = h.entries.size() >= tcp.sysctl.hcBucketlimit.get();
    if (full || count.get() >= tcp.sysctl.hcCachelimit.get()) {
      if (h.entries.isEmpty()) {
        return null;
      }
      h.entries.remove(h.entries.size() - 1);
      count.fetchAdd(-1);
      tcp.stat.tcpsHcBucketoverflow.inc();
    }
    Entry e = new Entry();
    e.addr = addr;
    e.m = new Metrics();
    h.entries.add(0, e);
    count.fetchAdd(1);
    tcp.stat.tcpsHcAdded.inc();
    return e;
  }

  private static int average(int old, int fresh) {
    return fresh == 0 ? old : old == 0 ? fresh : (int) (((long) old + fresh) / 2);
  }

  /** How many entries there are. */
  public int count() {
    return count.get();
  }

  private Errno purgenow() {
    expire(Long.MAX_VALUE);
    return Errno.OK;
  }

  void provide(OidTree t) {
    t.addLong("net.inet.tcp.hostcache.count", "Entries of the host cache", () -> count());
    t.addLong("net.inet.tcp.hostcache.hashsize", "Buckets of the host cache", () -> HASHSIZE);
    t.addLong(
        "net.inet.tcp.hostcache.purgenow",
        Oid.CTLFLAG_RW,
        "Empties the host cache",
        () -> 0,
        v -> purgenow());
  }
}
