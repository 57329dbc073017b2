package giantless.stack.netinet;

import giantless.lock.contract.Confined;

/**
 * Round trip time and retransmission timeout of one connection (RFC 6298, RFC 9293 section 3.8.1),
 * in milliseconds, kept in fixed point as BSD does: t_srtt in 32nds, t_rttvar in 16ths. Pure state;
 * the lock of the connection that owns it protects it.
 */
@Confined("the connection: its lock hands it from thread to thread")
public final class TcpRtt {
  /** TCP_RTT_SHIFT: fraction bits of srtt. */
  static final int RTT_SHIFT = 5;

  /** TCP_RTTVAR_SHIFT: fraction bits of rttvar. */
  static final int RTTVAR_SHIFT = 4;

  /** TCP_DELTA_SHIFT: fraction bits of the difference of both. */
  private static final int DELTA_SHIFT = 2;

  /** TCPTV_REXMTMAX: the longest timeout, in milliseconds. */
  public static final int REXMTMAX = 64_000;

  /** TCP_MAXRXTSHIFT: so many times is sent again before the connection is given up. */
  public static final int MAXRXTSHIFT = 12;

  private static final int[] BACKOFF = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512, 512};

  /** TCP_RTT_INVALIDATE: after so many timeouts the estimates are worth nothing. */
  private static final int RTT_INVALIDATE = MAXRXTSHIFT / 4;

  /** t_srtt; 0 before the first measurement. */
  int srtt;

  /** t_rttvar. */
  int rttvar;

  /** t_rttmin: the shortest timeout, net.inet.tcp.rexmit_min. */
  final int rttmin;

  /** net.inet.tcp.rexmit_slop: added to every computed timeout. */
  private final int slop;

  /** net.inet.tcp.rexmit_initial: the timeout while nothing has been measured. */
  private final int initial;

  /** t_rxtcur: the timeout now. */
  int rxtcur;

  /** t_rxtshift: how often it has doubled. */
  int rxtshift;

  /** t_rttlow: the shortest round trip; 0 if none. */
  int rttlow;

  /** t_rttupdated: how many were measured. */
  int updated;

  public TcpRtt(int initial, int min, int slop) {
    this.initial = initial;
    this.rttmin = min;
    this.slop = slop;
    this.rttvar = (initial << RTTVAR_SHIFT) / 4;
    this.rxtcur = initial;
  }

  /** tcp_backoff[]. */
  static int backoff(int shift) {
    return BACKOFF[shift];
  }

  /** TCP_REXMTVAL: the timeout without backoff and slop. */
  int rexmtval() {
    return Math.max(rttmin, (srtt >> RTT_SHIFT - DELTA_SHIFT) + rttvar >> DELTA_SHIFT);
  }

  /** TCPT_RANGESET: a timeout with the slop, within its limits. */
  int range(int value, int min) {
    return range(value, min, slop);
  }

  static int range(int value, int min, int slop) {
    return Math.min(Math.max(value + slop, min), REXMTMAX);
  }

  /**
   * tcp_xmit_timer(): a round trip was measured.
   *
   * @param rtt in milliseconds, 1 at least
   */
  void sample(int rtt) {
    if (updated < Integer.MAX_VALUE) {
      updated++;
    }
    if (rttlow == 0 || rtt < rttlow) {
      rttlow = rtt;
    }
    if (srtt != 0) {
      int delta = (rtt - 1 << DELTA_SHIFT) - (srtt >> RTT_SHIFT - DELTA_SHIFT);
      srtt = Math.max(srtt + delta, 1);
      delta = Math.abs(delta) - (rttvar >> RTTVAR_SHIFT - DELTA_SHIFT);
      rttvar = Math.max(rttvar + delta, 1);
    } else {
      srtt = rtt << RTT_SHIFT;
      rttvar = rtt << RTTVAR_SHIFT - 1;
    }
    rxtshift = 0;
    rxtcur = range(rexmtval(), Math.max(rttmin, rtt + 2));
  }

  /** What is known of the path from an earlier connection. */
  void preset(int newSrtt, int newRttvar) {
    srtt = newSrtt;
    rttvar = newRttvar != 0 ? newRttvar : newSrtt >> RTT_SHIFT - RTTVAR_SHIFT;
    rxtcur = range(rexmtval(), rttmin);
  }

  /**
   * The timer ran out: backs off.
   *
   * @param handshake whether the handshake is not complete
   * @return false if it has done so too often: give up
   */
  boolean timeout(boolean handshake) {
    if (rxtshift >= MAXRXTSHIFT) {
      return false;
    }
    rxtshift++;
    int base = handshake ? initial : rexmtval();
    rxtcur = range((int) Math.min((long) base * backoff(rxtshift), REXMTMAX), rttmin);
    return true;
  }

  /** Whether so many timeouts say that the estimates are no good any more. */
  boolean stale() {
    return rxtshift > RTT_INVALIDATE;
  }

  /** Forgets the mean, and keeps the timeout. */
  void invalidate() {
    rttvar += srtt >> RTT_SHIFT - RTTVAR_SHIFT;
    srtt = 0;
  }

  /**
   * Milliseconds until the next window probe.
   *
   * @param min net.inet.tcp.persmin
   * @param max net.inet.tcp.persmax
   */
  int persist(int min, int max) {
    int t = (srtt >> 2) + rttvar >> 1;
    long v = (long) t * backoff(rxtshift);
    if (rxtshift < MAXRXTSHIFT) {
      rxtshift++;
    }
    return (int) Math.max(min, Math.min(v + slop, max));
  }

  /** The mean in milliseconds, 0 if unknown. */
  public int srttMillis() {
    return srtt >> RTT_SHIFT;
  }

  /** The mean deviation in milliseconds. */
  public int rttvarMillis() {
    return rttvar >> RTTVAR_SHIFT;
  }
}
