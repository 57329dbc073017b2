package giantless.stack.netinet;

import giantless.stack.mbuf.Mbuf;

/**
 * One packet in reassembly, {@code struct ipq}: its key and its fragments by offset, without
 * overlap. All fields are protected by ipqlock; only IpReass touches them.
 */
final class Ipq {
  /**
   * A fragment in the queue: its part of the payload. The mbuf's data begin behind the IP header.
   */
  static final class Frag {
    final Mbuf m;
    final int hlen;

    /** The first byte's place in the payload. */
    int off;

    /** Bytes of payload. */
    int len;

    /** Whether more fragments follow it, M_FRAG. */
    final boolean more;

    Frag next;

    Frag(Mbuf m, int hlen, int off, int len, boolean more) {
      this.m = m;
      this.hlen = hlen;
      this.off = off;
      this.len = len;
      this.more = more;
    }
  }

  final int src;
  final int dst;
  final int id;
  final int proto;

  /** When its time runs out, on the scale of uptimeNanos. */
  final long expires;

  Ipq next;
  Frag frags;
  int nfrags;

  /** The ECN bits of the packet so far (RFC 3168 section 5.3). */
  int ecn;

  Ipq(int src, int dst, int id, int proto, long expires, int ecn) {
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
