package giantless.properties.tcp;

import java.util.BitSet;

/**
 * A scoreboard as a set: a bit for each byte of a short stream that the peer is known to have. Slow
 * and plain; places are counted from the stream's beginning.
 */
class NaiveScoreboard {
  private static final int DUP_THRESHOLD = 3;

  final BitSet has = new BitSet();
  int una;
  final int max;

  /** Bytes of the last update that were not known to be there. */
  int delivered;

  NaiveScoreboard(int max) {
    this.max = max;
  }

  /** Behind the highest byte that the peer has. */
  int fack() {
    return Math.max(has.length(), una);
  }

  private boolean hasHoles() {
    int fack = fack();
    return has.nextClearBit(una) < fack;
  }

  /** An acknowledgement and blocks, first and end of each; whether blocks told something new. */
  boolean update(int ack, int[] blocks) {
    if (!hasHoles()) {
      has.clear(); // Without a hole there is nothing to remember.
    }
    delivered = 0;
    if (ack > una) {
      delivered = ack - una - has.get(una, ack).cardinality();
      una = ack;
      has.clear(0, una);
    }
    boolean changed = false;
    for (int i = 0; i < blocks.length; i += 2) {
      int start = blocks[i];
      int end = blocks[i + 1];
      if (start >= end || end > max || start <= una) {
        continue;
      }
      int fresh = end - start - has.get(start, end).cardinality();
      mark(start, end);
      delivered += fresh;
      changed |= fresh > 0;
    }
    return changed;
  }

  void mark(int start, int end) {
    has.set(start, end);
  }

  int sacked() {
    return has.cardinality();
  }

  /** The holes, first and end of each. */
  int[] holes() {
    int[] edges = new int[2 * (max + 1)];
    int n = 0;
    int fack = fack();
    for (int at = has.nextClearBit(una); at < fack; at = has.nextClearBit(edges[n - 1])) {
      edges[n++] = at;
      edges[n++] = has.nextSetBit(at);
    }
    return java.util.Arrays.copyOf(edges, n);
  }

  /** IsLost of RFC 6675 section 4: three ranges, or more than two segments, are there above. */
  private boolean isLost(int at, int mss) {
    int ranges = 0;
    for (int i = has.nextSetBit(at); i >= 0; i = has.nextSetBit(has.nextClearBit(i))) {
      ranges++;
    }
    return ranges >= DUP_THRESHOLD
        || has.get(at, max + 1).cardinality() > (DUP_THRESHOLD - 1) * mss;
  }

  /** SetPipe of RFC 6675, of a stream of which nothing was sent twice. */
  int pipe(int mss) {
    int pipe = 0;
    for (int at = una; at < max; at++) {
      pipe += has.get(at) || at < fack() && isLost(at, mss) ? 0 : 1;
    }
    return pipe;
  }

  /** Where to go on sending from a place. */
  int adjust(int at) {
    return has.get(at) ? has.nextClearBit(at) : at;
  }
}
