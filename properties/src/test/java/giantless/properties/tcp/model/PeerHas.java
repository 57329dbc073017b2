package giantless.properties.tcp.model;

import java.util.BitSet;
import java.util.List;

/**
 * What the peer has told by SACK to have of what we sent (RFC 2018, RFC 6675): a mark for each byte
 * from SND.UNA on. Slow and plain.
 */
final class PeerHas {
  private static final int DUP_THRESHOLD = 3;

  /** Bytes that it has; the first is that of {@link #base}. */
  private BitSet has = new BitSet();

  /** Bytes of holes that were sent again. */
  private BitSet again = new BitSet();

  /** SND.UNA. */
  private int base;

  // ---- What the last acknowledgement told ----

  /** Blocks that it has what we did not know of. */
  boolean news;

  /** A hole above all that was known. */
  boolean newHole;

  /** DeliveredData of RFC 6937 section 2. */
  int delivered;

  void clear() {
    has.clear();
    again.clear();
  }

  /** Whether there is something that it lacks below something that it has. */
  boolean holes() {
    return has.nextClearBit(0) < has.length();
  }

  /** Bytes that it has, as long as it lacks some below. */
  int bytes() {
    return holes() ? has.cardinality() : 0;
  }

  /** Bytes that were sent again, and that it is not known to have. */
  int sentAgain() {
    return again.cardinality();
  }

  /**
   * An acknowledgement with these blocks, or none. FreeBSD: without a hole nothing is remembered.
   */
  void update(int una, int ack, int max, List<Integer> edges) {
    if (!holes()) {
      clear();
      base = una;
    }
    int up = Seq.after(ack, una) ? ack - una : 0;
    delivered = up - has.get(0, up).cardinality();
    base += up;
    has = has.get(up, Math.max(has.length(), up));
    again = again.get(up, Math.max(again.length(), up));
    int before = has.cardinality();
    int top = has.length();
    for (int i = 0; i + 1 < edges.size(); i += 2) {
      long start = Seq.up(base, edges.get(i));
      long end = Seq.up(base, edges.get(i + 1));
      // RFC 2018 section 4: nothing that is acknowledged, nothing that was not sent.
      if (0 < start && start < end && end <= Seq.up(base, max)) {
        has.set((int) start, (int) end);
      }
    }
    again.andNot(has);
    int fresh = has.cardinality() - before;
    delivered += fresh;
    news = fresh > 0;
    newHole = has.nextClearBit(top) < has.length();
  }

  /** IsLost of RFC 6675 section 4: three ranges, or more than two segments, are there above. */
  private boolean lost(int at, int mss) {
    int ranges = 0;
    for (int i = has.nextSetBit(at); i >= 0; i = has.nextSetBit(has.nextClearBit(i))) {
      ranges++;
    }
    int bytes = has.get(at, Math.max(has.length(), at)).cardinality();
    return ranges >= DUP_THRESHOLD || bytes > (DUP_THRESHOLD - 1) * mss;
  }

  /** IsLost(SND.UNA). */
  boolean firstLost(int mss) {
    return holes() && lost(has.nextClearBit(0), mss);
  }

  /** SetPipe of RFC 6675 section 4. */
  int pipe(int max, int mss) {
    int pipe = again.cardinality();
    for (int at = has.nextClearBit(0); at < max - base; at = has.nextClearBit(at + 1)) {
      pipe += at < has.length() && lost(at, mss) ? 0 : 1;
    }
    return pipe;
  }

  /**
   * NextSeg of RFC 6675 section 4, rule 1, or rule 3: what to send again, first number and the one
   * behind; null if there is nothing. FreeBSD: the lowest hole counts as lost once recovery has
   * begun.
   *
   * @param recover what is not below was sent in this recovery
   * @param guess whether it need not be lost
   */
  int[] next(int recover, boolean guess, int mss) {
    boolean first = true;
    for (int at = has.nextClearBit(0); at < has.length(); ) {
      int end = has.nextSetBit(at);
      int from = Math.min(again.nextClearBit(at), end);
      if (from >= recover - base || !first && !guess && !lost(at, mss)) {
        return null;
      }
      if (from < end) {
        return new int[] {base + from, base + Math.min(end, recover - base)};
      }
      first = false;
      at = has.nextClearBit(end);
    }
    return null;
  }

  void wasSentAgain(int from, int len) {
    again.set(from - base, from - base + len);
  }

  /** Where to go on with sending everything again: not what the peer has. */
  int skip(int next) {
    return holes() ? base + has.nextClearBit(next - base) : next;
  }

  /** So many of these may be sent until something comes that the peer has. */
  int room(int next, int len) {
    int end = holes() ? has.nextSetBit(next - base) : -1;
    return end < 0 ? len : Math.min(len, end - (next - base));
  }
}
