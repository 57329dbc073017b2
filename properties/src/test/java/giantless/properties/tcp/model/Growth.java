package giantless.properties.tcp.model;

/**
 * How a receive buffer grows by itself. No RFC says. FreeBSD 14: tcp_autorcvbuf (tcp_input.c), for
 * the data that header prediction takes; the measurement begins with a segment that is sent
 * (tcp_output.c).
 */
final class Growth {
  private static final long NOT_YET = -1;

  private final int most;

  /** Since when is measured. */
  private long since = NOT_YET;

  /** Bytes that have come, to be compared with the buffer. */
  private int came;

  Growth(Rules rules) {
    this.most = rules.mostRcvBuf();
  }

  /** A segment with options goes out. */
  void sends(long now) {
    since = since == NOT_YET ? now : since;
  }

  /**
   * Data come. When half of a mean round trip is over, what came before decides: more than three
   * eighths of the buffer make it half as large again.
   *
   * @param size of the buffer
   * @return its size from now on
   */
  int arrive(int len, int size, long now, Rto rto) {
    boolean over = since != NOT_YET && rto.measured() && now - since > rto.halfMean();
    if (!over) {
      came += len;
      return size;
    }
    int eighth = size / 2 / 4; // FreeBSD: rounded down before it is multiplied.
    boolean much = came > 3 * eighth;
    since = NOT_YET;
    came = 0;
    return much ? Math.max(size, Math.min(size + size / 2, most)) : size;
  }
}
