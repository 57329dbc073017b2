package giantless.stack.netinet;

import giantless.lock.Callout;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.GuardedBy;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Kernel;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.mbuf.RcvIf;

/**
 * Reassembly of IPv4 packets, ip_reass(). Called by IpInput with each fragment for this host. One
 * mutex, ipqlock, protects all queues and their count; nothing is sent while it is held.
 *
 * <p>Rules (RFC 791 section 3.2, FreeBSD's ip_input.c): data that are there already win over the
 * front of a later fragment, a later fragment wins over what it overlaps behind it; a packet has 30
 * seconds from its first fragment; queues and fragments of a queue are limited. A queued fragment
 * forgets its interface, which may be gone before the packet is whole: the packet bears the
 * interface of the fragment that completed it (locking reference, D-66).
 */
public final class IpReass {
  /** IPFRAGTTL: how long a packet may take, in nanoseconds (RFC 1122 section 3.3.2: fixed). */
  public static final long FRAGTTL_NANOS = 30_000_000_000L;

  private static final int NHASH = 64;

  /** ipqlock. */
  public final Mtx lock;

  private final Kernel kernel;
  private final MbufPool mbufs;
  private final IpStat ipstat;
  private final IpSysctl sysctl;
  private final IcmpError icmpError;

  @GuardedBy("lock")
  private final Ipq[] hash = new Ipq[NHASH];

  @GuardedBy("lock")
  private int nipq;

  @GuardedBy("lock")
  private Callout timer;

  IpReass(Inet inet) {
    this.kernel = inet.kernel;
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
    this.sysctl = inet.sysctl;
    this.icmpError = inet.icmpError;
    this.lock = kernel.rt().mtx(Locks.IPQ);
  }

  /** How many packets are in reassembly. */
  @Excludes("lock")
  public int queues() {
    lock.lock();
    int n = nipq;
    lock.unlock();
    return n;
  }

  /**
   * Takes a fragment.
   *
   * @param m consumed; header contiguous, in network order, checked
   * @return the whole packet when this fragment completed it, else null
   */
  @Excludes("lock")
  public Mbuf reass(Mbuf m) {
    int maxnipq = sysctl.maxfragpackets.get();
    int maxfrags = sysctl.maxfragsperpacket.get();
    ipstat.ips_fragments.inc();
    if (maxnipq == 0 || maxfrags == 0) {
      ipstat.ips_fragdropped.inc();
      mbufs.freem(m);
      return null;
    }
    int hlen = Ip.hlen(m);
    int len = Ip.len(m) - hlen;
    boolean more = (Ip.off(m) & Ip.MF) != 0;
    int off = (Ip.off(m) & Ip.OFFMASK) << 3;
    if (more && (len == 0 || (len & 7) != 0)) {
      return drop(m, ipstat.ips_toosmall);
    }
    if (off + len + hlen > Ip.MAXPACKET) {
      return drop(m, ipstat.ips_toolong);
    }
    int bucket = bucketOf(Ip.src(m), Ip.id(m));
    lock.lock();
    Ipq fp = find(bucket, m);
    if (fp == null && maxnipq > 0 && nipq >= maxnipq) {
      evict(bucket);
    }
    Mbuf whole = insert(bucket, fp, new Ipq.Frag(lock, m, hlen, off, len, more), maxfrags);
    lock.unlock();
    return whole;
  }

  private Mbuf drop(Mbuf m, giantless.stack.kern.Counter why) {
    why.inc();
    ipstat.ips_fragdropped.inc();
    mbufs.freem(m);
    return null;
  }

  private static int bucketOf(int src, int id) {
    int x = src & 0xf | (src >>> 8 & 0xf) << 4;
    return (x ^ id) & NHASH - 1;
  }

  @Requires("lock")
  private Ipq find(int bucket, Mbuf m) {
    Ipq fp = hash[bucket];
    while (fp != null && !fp.matches(Ip.src(m), Ip.dst(m), Ip.id(m), Ip.p(m))) {
      fp = fp.next;
    }
    return fp;
  }

  /** Frees the oldest queue of the bucket, or of the first bucket that has one. */
  @Requires("lock")
  private void evict(int bucket) {
    int b = bucket;
    for (int i = 0; i < NHASH && hash[b] == null; i++) {
      b = i;
    }
    Ipq last = hash[b];
    if (last == null) {
      return;
    }
    while (last.next != null) {
      last = last.next;
    }
    ipstat.ips_fragtimeout.add(last.nfrags);
    freef(b, last);
  }

  @Requires("lock")
  private Mbuf insert(int bucket, Ipq queue, Ipq.Frag frag, int maxfrags) {
    lock.assertOwned();
    Mbuf m = frag.m;
    int ecn = Ip.tos(m) & Ip.TOS_ECN_MASK;
    Ipq fp = queue;
    if (fp == null) {
      fp =
          new Ipq(
              lock,
              Ip.src(m),
              Ip.dst(m),
              Ip.id(m),
              Ip.p(m),
              kernel.uptimeNanos() + FRAGTTL_NANOS,
              ecn);
      fp.next = hash[bucket];
      hash[bucket] = fp;
      nipq++;
      armTimer();
    } else if (!mergeEcn(fp, ecn)) {
      return dropLocked(frag);
    }
    final RcvIf rcvif = m.pkthdr.rcvif;
    m.pkthdr.rcvif = null;
    m.off += frag.hlen;
    m.len -= frag.hlen;
    m.pkthdr.len -= frag.hlen;
    if (!link(fp, frag)) {
      return dropLocked(frag);
    }
    if (!isComplete(fp)) {
      if (fp.nfrags > maxfrags) {
        ipstat.ips_fragdropped.add(fp.nfrags);
        freef(bucket, fp);
      }
      return null;
    }
    return concatenate(bucket, fp, rcvif);
  }

  private Mbuf dropLocked(Ipq.Frag frag) {
    ipstat.ips_fragdropped.inc();
    mbufs.freem(frag.m);
    return null;
  }

  /** RFC 3168 section 5.3: a mark on any fragment marks the packet; not-ECT does not mix. */
  private static boolean mergeEcn(Ipq fp, int ecn) {
    if (ecn == Ip.TOS_ECN_CE) {
      if (fp.ecn == Ip.TOS_ECN_NOTECT) {
        return false;
      }
      fp.ecn = Ip.TOS_ECN_CE;
    }
    return ecn != Ip.TOS_ECN_NOTECT || fp.ecn == Ip.TOS_ECN_NOTECT;
  }

  /** Puts the fragment in its place; false if all its data are there already. */
  @Requires("lock")
  private boolean link(Ipq fp, Ipq.Frag frag) {
    Ipq.Frag p = null;
    Ipq.Frag q = fp.frags;
    while (q != null && q.off <= frag.off) {
      p = q;
      q = q.next;
    }
    if (p != null) {
      int overlap = p.off + p.len - frag.off;
      if (overlap > 0) {
        if (overlap >= frag.len) {
          return false;
        }
        trimFront(frag, overlap);
      }
      frag.next = p.next;
      p.next = frag;
    } else {
      frag.next = fp.frags;
      fp.frags = frag;
    }
    fp.nfrags++;
    while (q != null && frag.off + frag.len > q.off) {
      int overlap = frag.off + frag.len - q.off;
      if (overlap < q.len) {
        trimFront(q, overlap);
        break;
      }
      frag.next = q.next;
      ipstat.ips_fragdropped.inc();
      fp.nfrags--;
      mbufs.freem(q.m);
      q = frag.next;
    }
    return true;
  }

  private void trimFront(Ipq.Frag f, int n) {
    mbufs.adj(f.m, n);
    f.m.pkthdr.csumFlags = 0;
    f.off += n;
    f.len -= n;
  }

  private static boolean isComplete(Ipq fp) {
    int end = 0;
    for (Ipq.Frag f = fp.frags; f != null; f = f.next) {
      if (f.off != end) {
        return false;
      }
      end += f.len;
      if (f.next == null) {
        return !f.more;
      }
    }
    return false;
  }

  @Requires("lock")
  private Mbuf concatenate(int bucket, Ipq fp, RcvIf rcvif) {
    final Ipq.Frag first = fp.frags;
    int next = 0;
    for (Ipq.Frag f = first; f != null; f = f.next) {
      next += f.len;
    }
    if (next + first.hlen > Ip.MAXPACKET) {
      ipstat.ips_toolong.inc();
      ipstat.ips_fragdropped.add(fp.nfrags);
      freef(bucket, fp);
      return null;
    }
    Mbuf m = first.m;
    // The header must be in sight before anything is appended, lest m_cat fill the space behind it.
    m.off -= first.hlen;
    m.len += first.hlen;
    m.pkthdr.len += first.hlen;
    for (Ipq.Frag f = first.next; f != null; f = f.next) {
      m.pkthdr.csumFlags &= f.m.pkthdr.csumFlags;
      long sum = (m.pkthdr.csumData & 0xffffL) + (f.m.pkthdr.csumData & 0xffffL);
      m.pkthdr.csumData = (int) ((sum & 0xffff) + (sum >>> 16));
      mbufs.cat(m, f.m);
    }
    Ip.setLen(m, next + first.hlen);
    Ip.setOff(m, 0);
    Ip.setTos(m, Ip.tos(m) & ~Ip.TOS_ECN_MASK | fp.ecn);
    mbufs.fixhdr(m);
    m.pkthdr.rcvif = rcvif;
    fp.frags = null;
    unlink(bucket, fp);
    ipstat.ips_reassembled.inc();
    return m;
  }

  /** ip_freef(): unlinks a queue and frees its fragments. */
  @Requires("lock")
  private void freef(int bucket, Ipq fp) {
    for (Ipq.Frag f = fp.frags; f != null; f = f.next) {
      mbufs.freem(f.m);
    }
    fp.frags = null;
    unlink(bucket, fp);
  }

  @Requires("lock")
  private void unlink(int bucket, Ipq fp) {
    if (hash[bucket] == fp) {
      hash[bucket] = fp.next;
    } else {
      Ipq p = hash[bucket];
      while (p.next != fp) {
        p = p.next;
      }
      p.next = fp.next;
    }
    nipq--;
    if (nipq == 0) {
      // Not exact: the handler may be on its way, and will find nothing to do.
      timer.stop();
    }
  }

  @Requires("lock")
  private void armTimer() {
    if (timer == null) {
      timer = kernel.netCallout();
    }
    if (!timer.isPending()) {
      timer.reset(FRAGTTL_NANOS, this::expire);
    }
  }

  /**
   * The timer: frees what has been here too long, and tells the sender when the first fragment was
   * among it (RFC 1122 section 3.3.2), after the lock is released.
   */
  @Excludes("lock")
  private void expire() {
    lock.lock();
    long now = kernel.uptimeNanos();
    long nearest = Long.MAX_VALUE;
    Mbuf heads = null;
    for (int b = 0; b < NHASH; b++) {
      Ipq fp = hash[b];
      while (fp != null) {
        final Ipq following = fp.next;
        if (fp.expires - now > 0) {
          nearest = Math.min(nearest, fp.expires);
        } else {
          ipstat.ips_fragtimeout.add(fp.nfrags);
          Ipq.Frag first = fp.frags;
          if (first != null && first.off == 0) {
            fp.frags = first.next;
            Mbuf m = first.m;
            m.off -= first.hlen;
            m.len += first.hlen;
            m.pkthdr.len += first.hlen;
            m.nextpkt = heads;
            heads = m;
          }
          freef(b, fp);
        }
        fp = following;
      }
    }
    if (nearest != Long.MAX_VALUE && !timer.isPending()) {
      timer.reset(nearest - now, this::expire);
    }
    lock.unlock();
    while (heads != null) {
      Mbuf m = heads;
      heads = m.nextpkt;
      m.nextpkt = null;
      icmpError.error(m, Icmp.TIMXCEED, Icmp.TIMXCEED_REASS, 0, 0);
    }
  }

  /** ip_drain(): memory is short, or the host ends: frees every queue. */
  @Excludes("lock")
  public void drain() {
    lock.lock();
    for (int b = 0; b < NHASH; b++) {
      while (hash[b] != null) {
        ipstat.ips_fragdropped.add(hash[b].nfrags);
        freef(b, hash[b]);
      }
    }
    lock.unlock();
  }
}
