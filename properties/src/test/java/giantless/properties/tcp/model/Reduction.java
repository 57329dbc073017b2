package giantless.properties.tcp.model;

/**
 * Proportional rate reduction (RFC 6937 section 3): what may be sent in a recovery. FreeBSD: in
 * whole segments, rounded up above ssthresh, down below it; and an acknowledgement that shows no
 * progress lets out what was delivered, as RFC 9937 has it.
 */
final class Reduction {
  private int ssthresh;
  private int recoverFs;

  /** prr_delivered. */
  int delivered;

  /** prr_out. */
  private int out;

  /** What of sndcnt is left. */
  int room;

  void begin(int newSsthresh, int flight, int arrived, int first) {
    ssthresh = newSsthresh;
    recoverFs = Math.max(flight, 1);
    delivered = arrived;
    out = 0;
    room = first;
  }

  /** The window is to shrink to another size from now on. */
  void target(int newSsthresh) {
    ssthresh = newSsthresh;
  }

  void acknowledged(int arrived, boolean progress, int pipe, int mss) {
    delivered += arrived;
    double sndcnt;
    if (pipe >= ssthresh) {
      double wanted = Math.ceil((double) delivered * ssthresh / recoverFs) - out;
      sndcnt = wanted <= 0 ? 0 : Math.ceil(wanted / mss) * mss;
    } else {
      int limit = delivered - out;
      if (progress && arrived > 0) {
        limit = Math.max(limit, arrived) + mss;
      }
      sndcnt = Math.floor(Math.min(ssthresh - pipe, limit) / (double) mss) * mss;
    }
    room = (int) Math.max(sndcnt, 0);
  }

  void sent(int len) {
    out += len;
    room -= len;
  }
}
