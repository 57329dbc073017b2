package giantless.properties.tcp.model;

/**
 * The retransmission timeout, RFC 6298, in whole milliseconds with FreeBSD's fractions: the mean in
 * 32nds, the deviation in 16ths of a millisecond (tcp_var.h, TCP_RTT_SHIFT and TCP_RTTVAR_SHIFT).
 *
 * <p>FreeBSD: net.inet.tcp.rexmit_slop is added to each timeout but the first of a connection, the
 * least is rexmit_min 30 ms (section 2.4 has 1 s), the factor grows to 512 only, and the mean is
 * thrown away after three timeouts in a row (tcp_timer.c).
 */
final class Rto {
  static final int MAX_SHIFT = 12;
  private static final int INITIAL = 1000;
  private static final int LEAST = 30;
  private static final int SLOP = 200;
  private static final int MOST = 64_000;
  private static final int FACTOR_LIMIT = 9;
  private static final int FORGET_AFTER = 3;
  private static final int PERSIST_LEAST = 5_000;
  private static final int PERSIST_MOST = 60_000;

  /** SRTT in 32nds; 0 while nothing was measured. */
  private int srtt;

  /** RTTVAR in 16ths. */
  private int rttvar = INITIAL / 4 * 16;

  /** RTO, with the backoff. */
  int current = INITIAL;

  /** How often it was doubled. */
  int shift;

  private static int factor(int shift) {
    return 1 << Math.min(shift, FACTOR_LIMIT);
  }

  private static int range(long value, int least) {
    return (int) Math.min(Math.max(value + SLOP, least), MOST);
  }

  /** SRTT + 4 * RTTVAR, and the least. */
  int base() {
    return Math.max(LEAST, (srtt / 8 + rttvar) / 4);
  }

  /** Sections 2.2 and 2.3: a round trip was measured. */
  void measured(int r) {
    if (srtt == 0) {
      srtt = r * 32;
      rttvar = r * 8;
    } else {
      // In quarters of a millisecond. FreeBSD: a clock that begins at 1 is allowed for.
      int delta = (r - 1) * 4 - Math.floorDiv(srtt, 8);
      srtt = Math.max(srtt + delta, 1);
      rttvar = Math.max(rttvar + Math.abs(delta) - Math.floorDiv(rttvar, 4), 1);
    }
    shift = 0;
    current = range(base(), Math.max(LEAST, r + 2));
  }

  /**
   * Section 5.5: the timer ran out.
   *
   * @return false if it has done so too often: the connection is given up
   */
  boolean backOff(boolean handshake) {
    if (shift == MAX_SHIFT) {
      return false;
    }
    shift++;
    long value = (long) (handshake ? INITIAL : base()) * factor(shift);
    current = range(Math.min(value, MOST), LEAST);
    return true;
  }

  /** FreeBSD: after so many the mean is worth nothing, and counts as deviation. */
  void forgetIfStale() {
    if (shift > FORGET_AFTER) {
      rttvar += srtt / 2;
      srtt = 0;
    }
  }

  /** Milliseconds to the next probe of a closed window. FreeBSD: net.inet.tcp.persmin, persmax. */
  int persist() {
    long value = (long) ((srtt / 4 + rttvar) / 2) * factor(shift) + SLOP;
    shift = Math.min(shift + 1, MAX_SHIFT);
    return (int) Math.max(PERSIST_LEAST, Math.min(value, PERSIST_MOST));
  }

  /** Whether there is a mean. */
  boolean measured() {
    return srtt != 0;
  }

  /** Half of the mean. */
  int halfMean() {
    return srtt / 64;
  }

  /** The n-th timeout of a SYN,ACK. FreeBSD: the first without slop (tcp_syncache.c). */
  static int synAck(int n) {
    return n == 0 ? INITIAL : range((long) INITIAL * factor(n), LEAST);
  }
}
