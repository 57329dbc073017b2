package giantless.stack.netinet;

import giantless.lock.Mtx;
import giantless.lock.contract.GuardedBy;
import giantless.stack.mbuf.Mbuf;

/**
 * One packet in reassembly, {@code struct ipq}: its key and its fragments by offset, without
 * overlap. Protected by ipqlock; only IpReass touches it.
 */
final class Ipq {
  /**
   * A fragment in the queue: its part of the payload. The mbuf's data begin behind the IP header.
   */
  static final class Frag {
    /** ipqlock. */
    final Mtx lock;

    final Mbuf m;
    final int hlen;

    /** The first byte's place in the payload. */
    @GuardedBy("lock")
    int off;

    /** Bytes of payload. */
    @GuardedBy("lock")
    int len;

    /** Whether more fragments follow it, M_FRAG. */
    final boolean more;

    @GuardedBy("lock")
    Frag next;

    Frag(Mtx lock, Mbuf m, int hlen, int off, int len, boolean more) {
      this.lock = lock;
      this.m = m;
      this.hlen = hlen;
      this.off = off;
      this.len = len;
      this.more = more;
    }
  }

  /** ipqlock. */
  final Mtx lock;

  final int src;
  final int dst;
  final int id;
  final int proto;

  /** When its time runs out, on the scale of uptimeNanos. */
  final long expires;

  @GuardedBy("lock")
  Ipq next;

  @GuardedBy("lock")
  Frag frags;

  @GuardedBy("lock")
  int nfrags;

  /** The ECN bits of the packet so far (RFC 3168 section 5.3). */
  @GuardedBy("lock")
  int ecn;

  Ipq(Mtx lock, int src, int dst, int id, int proto, long expires, int ecn) {
    this.lock = lock;
    this.src = src;
    this.dst = dst;
    this.id = id;
    this.proto = proto;
    this.expires = expires;
    this.ecn = ecn;
  }

  boolean matches(int s, int d, int i, int p) {
    return id == i && src == s && dst == d && proto == p;
  }
}
