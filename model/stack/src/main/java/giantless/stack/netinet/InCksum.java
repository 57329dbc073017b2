package giantless.stack.netinet;

import giantless.lock.LockRuntime;
import giantless.stack.mbuf.Mbuf;

/**
 * The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit
 * words. Pure functions; an mbuf chain may be cut at odd bytes. The long sums, of transport headers
 * and data, are left to the machine if it has a way of its own.
 */
public final class InCksum {
  private InCksum() {}

  /** in_cksum(9): the checksum of the first {@code len} bytes of a chain that has as many. */
  public static int cksum(Mbuf m, int len) {
    return cksumSkip(m, len, 0);
  }

  /**
   * in_cksum_skip(9): the checksum of the bytes from {@code skip} to {@code len - 1} of a chain.
   *
   * @return 0 to 0xffff; 0 if the bytes held a right checksum already
   */
  public static int cksumSkip(Mbuf m, int len, int skip) {
    return ~sum(null, m, len, skip, 0) & 0xffff;
  }

  /**
   * The checksum of bytes with a pseudo header before them (RFC 768).
   *
   * @param rt the machine, which may have a way of its own to add up bytes
   * @param skip where the transport header begins in the chain
   * @param len the length up to which the chain counts
   */
  public static int cksumPseudo(
      LockRuntime rt, Mbuf m, int len, int skip, int src, int dst, int proto) {
    return ~sum(rt, m, len, skip, pseudo(src, dst, proto, len - skip)) & 0xffff;
  }

  /** in_pseudo(9): the folded sum of the pseudo header, from 0 to 0xffff, not complemented. */
  public static int pseudo(int src, int dst, int proto, int len) {
    long s = (long) (src >>> 16) + (src & 0xffff) + (dst >>> 16) + (dst & 0xffff) + proto + len;
    return fold(s);
  }

  /** The checksum of bytes of an array. */
  public static int cksum(byte[] b, int off, int len) {
    return ~fold(add(0, b, off, len)) & 0xffff;
  }

  /** in_cksum_hdr(9): the checksum of the IP header that begins the mbuf. */
  public static int hdr(Mbuf m, int hlen) {
    return ~fold(add(0, m.data, m.off, hlen)) & 0xffff;
  }

  /** The folded, not complemented sum of a part of a chain, added to {@code initial}. */
  public static int sum(Mbuf m, int len, int skip, int initial) {
    return sum(null, m, len, skip, initial);
  }

  private static int sum(LockRuntime rt, Mbuf m, int len, int skip, int initial) {
    int left = len - skip;
    long total = initial;
    while (skip > 0 && m != null && skip >= m.len) {
      skip -= m.len;
      m = m.next;
    }
    boolean odd = false;
    for (; left > 0; m = m.next) {
      if (m == null) {
        throw new IllegalArgumentException("in_cksum: " + left + " bytes beyond the chain's end");
      }
      int n = Math.min(m.len - skip, left);
      if (n > 0) {
        int part = rt == null ? -1 : rt.sumOfWords(m.data, m.off + skip, n);
        if (part < 0) {
          part = fold(add(0, m.data, m.off + skip, n));
        }
        // Bytes that begin at an odd place count in the other half of each word.
        total += odd ? (part & 0xff) << 8 | part >>> 8 : part;
        odd ^= (n & 1) != 0;
        left -= n;
      }
      skip = 0;
    }
    return fold(total);
  }

  /**
   * The sum of an array's words. The bytes with weight 256 and those with weight 1 are summed
   * apart, so that a byte costs a load and an addition; the one place where a packet's every byte
   * is looked at.
   */
  private static long add(long s, byte[] b, int off, int len) {
    int i = off;
    int end = off + len;
    int blocks = off + (len & ~15);
    long high = 0;
    long low = 0;
    for (; i < blocks; i += 16) {
      high +=
          (b[i] & 0xff)
              + (b[i + 2] & 0xff)
              + (b[i + 4] & 0xff)
              + (b[i + 6] & 0xff)
              + (b[i + 8] & 0xff)
              + (b[i + 10] & 0xff)
              + (b[i + 12] & 0xff)
              + (b[i + 14] & 0xff);
      low +=
          (b[i + 1] & 0xff)
              + (b[i + 3] & 0xff)
              + (b[i + 5] & 0xff)
              + (b[i + 7] & 0xff)
              + (b[i + 9] & 0xff)
              + (b[i + 11] & 0xff)
              + (b[i + 13] & 0xff)
              + (b[i + 15] & 0xff);
    }
    for (; i < end - 1; i += 2) {
      high += b[i] & 0xff;
      low += b[i + 1] & 0xff;
    }
    if (i < end) {
      high += b[i] & 0xff;
    }
    return s + (high << 8) + low;
  }

  private static int fold(long s) {
    while (s >>> 16 != 0) {
      s = (s & 0xffff) + (s >>> 16);
    }
    return (int) s;
  }
}
