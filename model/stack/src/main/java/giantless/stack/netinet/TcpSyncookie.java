package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * SYN cookies (RFC 4987 section 3.6): an initial sequence number that holds what the syncache would
 * remember, and a hash that strangers cannot make. Eight bits say segment size, window scale, SACK
 * and which half of the secret's life it is; they are masked by the hash. Immutable.
 */
public final class TcpSyncookie {
  /** Nanoseconds of an epoch; a cookie of the epoch before is taken too. */
  public static final long LIFETIME = 15_000_000_000L;

  private static final int[] MSS = {216, 536, 1200, 1360, 1400, 1440, 1452, 1460};

  /** The first stands for no scaling at all. */
  private static final int[] WSCALE = {0, 0, 1, 2, 4, 6, 7, 8};

  private static final int SACK = 1 << 6;
  private static final int ODD = 1 << 7;

  private final SipHash key;

  TcpSyncookie(SipHash key) {
    this.key = key;
  }

  /** What a cookie says. */
  @Confined("the call")
  static final class Contents {
    int mss;

    /** -1 for no scaling. */
    int wscale;

    boolean sack;
  }

  private int hash(InConninfo inc, int irs, int bits, long epoch) {
    return (int) inc.hash(key, epoch << 40 ^ (long) bits << 32 ^ irs & 0xffffffffL);
  }

  /**
   * A cookie.
   *
   * @param irs the peer's initial sequence number
   * @param mss the segment size that the peer offers; the next smaller one is kept
   * @param wscale the shift that the peer asks for, or -1; the next smaller one is kept
   * @param now uptime in nanoseconds
   */
  int generate(InConninfo inc, int irs, int mss, int wscale, boolean sack, long now) {
    long epoch = now / LIFETIME;
    int m = MSS.length - 1;
    while (m > 0 && MSS[m] > mss) {
      m--;
    }
    int w = 0;
    if (wscale >= 0) {
      w = WSCALE.length - 1;
      while (w > 1 && WSCALE[w] > wscale) {
        w--;
      }
    }
    int bits = m | w << 3 | (sack ? SACK : 0) | ((epoch & 1) != 0 ? ODD : 0);
    int h = hash(inc, irs, bits, epoch);
    return h & ~0xff | bits ^ h >>> 24;
  }

  /**
   * Reads a cookie back.
   *
   * @param iss the cookie: what the peer acknowledges, less one
   * @return null if it is none of ours, or too old
   */
  Contents check(InConninfo inc, int irs, int iss, long now) {
    long epoch = now / LIFETIME;
    int bits = (iss ^ iss >>> 24) & 0xff;
    if (((bits & ODD) != 0) != ((epoch & 1) != 0)) {
      epoch--;
    }
    if (epoch < 0 || (hash(inc, irs, bits, epoch) ^ iss) >>> 8 != 0) {
      return null;
    }
    Contents c = new Contents();
    c.mss = MSS[bits & 7];
    int w = bits >> 3 & 7;
    c.wscale = w == 0 ? -1 : WSCALE[w];
    c.sack = (bits & SACK) != 0;
    return c;
  }
}
