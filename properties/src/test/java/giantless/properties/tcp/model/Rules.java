package giantless.properties.tcp.model;

/**
 * What a host is set to, in the terms of RFC 9293; FreeBSD's defaults. Times are milliseconds.
 * Immutable.
 *
 * @param mss bytes of data in a segment at most
 * @param rcvBuf the receive buffer of a new socket
 * @param mostRcvBuf how large it becomes by itself (net.inet.tcp.recvbuf_max); 0 if it does not
 *     (net.inet.tcp.recvbuf_auto)
 * @param keepIdle silence before keepalive probes (net.inet.tcp.keepidle)
 * @param shift Rcv.Wind.Shift that it asks for (RFC 7323 section 2). FreeBSD: the least with which
 *     a window can be as large as kern.ipc.maxsockbuf
 * @param tolerant whether a segment may lack the time stamp that was agreed on
 *     (net.inet.tcp.tolerate_missing_ts)
 */
public record Rules(
    int mss, int rcvBuf, int mostRcvBuf, int keepIdle, int shift, boolean tolerant) {
  private static final int MAXWIN = 65535;

  static final int KEEP_INIT = 75_000;
  static final int KEEP_INTVL = 75_000;
  static final int KEEP_CNT = 8;

  /** RFC 5961 section 7 leaves the numbers open; FreeBSD: ack_war_cnt, ack_war_timewindow. */
  static final int CHALLENGES = 5;

  static final int CHALLENGE_TIME = 1000;

  static final int MAX_IDLE = KEEP_CNT * KEEP_INTVL;
  static final int DELACK = 40;
  static final int MSL = 30_000;
  static final int SYN_ACK_RETRIES = 3;

  /** A closed socket's data are probed for so long (net.inet.tcp.persmax). */
  static final int PERSIST_CLOSED = 60_000;

  /** Bytes that a buffer may ever have: kern.ipc.maxsockbuf. */
  public int mostBuffer() {
    return MAXWIN << shift;
  }
}
