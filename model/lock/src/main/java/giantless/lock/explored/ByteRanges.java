package giantless.lock.explored;

import java.util.Arrays;

/**
 * The accesses to the bytes of one array that later ones may conflict with, as stretches: what one
 * thread touched in a row is one. Exact to the byte, since a buffer's parts may belong to different
 * threads. Only those are forgotten that happened before all that can come.
 */
final class ByteRanges {
  /** Not before there are so many is it asked which can be forgotten. */
  static final int FIRST = 64;

  /** A stretch, from the first byte to the one after the last. */
  private static final class Range {
    final boolean write;
    final long epoch;
    final Access access;
    int from;
    int to;

    Range(Access access, int from, int to) {
      this.write = access.site.write;
      this.epoch = access.epoch;
      this.access = access;
      this.from = from;
      this.to = to;
    }

    boolean overlaps(int a, int b) {
      return a < to && from < b;
    }
  }

  private Range[] ranges = new Range[2];
  private int size;
  private int most = FIRST;

  /** The stretch that has just grown at its end, most often byte by byte; null if none has. */
  private Range growing;

  /** It grows no further than to before this byte without a look at the others. */
  private int freeTo;

  /** Nothing more is said about an array with a race. */
  boolean raced;

  /** The first byte that both accesses of the last conflict touched. */
  int conflictAt;

  /**
   * Notes an access to at least one byte.
   *
   * @return the access that it has no order with, or null
   */
  Access touch(ThreadClock t, FieldSite site, int from, int to, RaceDetector detector) {
    Range g = growing;
    if (g != null && g.epoch == t.epoch && g.write == site.write && g.to == from && to < freeTo) {
      g.to = to;
      return null;
    }
    return touchAny(t, site, from, to, detector);
  }

  private Access touchAny(ThreadClock t, FieldSite site, int from, int to, RaceDetector detector) {
    growing = null;
    Range mine = null;
    Access conflict = null;
    for (int i = size - 1; i >= 0; i--) {
      Range r = ranges[i];
      boolean now = r.epoch == t.epoch;
      if (now && r.from <= from && to <= r.to && (r.write || !site.write)) {
        return null;
      }
      if (now && r.write == site.write && r.from <= to && from <= r.to) {
        if (mine != null) {
          // What has come between them makes them one.
          r.from = Math.min(r.from, mine.from);
          r.to = Math.max(r.to, mine.to);
          remove(indexOf(mine, i));
        }
        mine = r;
      } else if (r.overlaps(from, to)) {
        boolean before = t.covers(r.epoch);
        if (!before && (r.write || site.write)) {
          conflict = r.access;
          conflictAt = Math.max(from, r.from);
        } else if (before && from <= r.from && r.to <= to && (site.write || !r.write)) {
          remove(i);
        }
      }
    }
    if (mine != null) {
      boolean grows = mine.to < to;
      mine.from = Math.min(mine.from, from);
      mine.to = Math.max(mine.to, to);
      if (grows) {
        grows(mine);
      }
    } else {
      add(
          new Range(new Access(t.epoch, site, t.thread.heldNow(), t.of.stack()), from, to),
          detector);
    }
    return conflict;
  }

  /**
   * Finds how far the stretch, which has just grown at its end, can do so again without a look at
   * the others: to where the next one begins. One that reaches over the end overlaps what has just
   * been touched too, so that a conflict with it has been told by now; and as it began before, it
   * is not replaced.
   */
  private void grows(Range mine) {
    int free = Integer.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      if (ranges[i].from >= mine.to) {
        free = Math.min(free, ranges[i].from);
      }
    }
    growing = mine;
    freeTo = free;
  }

  private int indexOf(Range r, int after) {
    int i = after + 1;
    while (ranges[i] != r) {
      i++;
    }
    return i;
  }

  private void remove(int i) {
    System.arraycopy(ranges, i + 1, ranges, i, --size - i);
    ranges[size] = null;
  }

  private void add(Range r, RaceDetector detector) {
    if (size == most) {
      detector.findCovered();
      for (int i = size - 1; i >= 0; i--) {
        if (detector.allCover(ranges[i].epoch)) {
          remove(i);
        }
      }
      if (size > most / 2) {
        most *= 2;
      }
    }
    if (size == ranges.length) {
      ranges = Arrays.copyOf(ranges, size * 2);
    }
    ranges[size++] = r;
  }

  /** Whether all of it happened before all that can come. */
  boolean isOver(RaceDetector detector) {
    for (int i = 0; i < size; i++) {
      if (!detector.allCover(ranges[i].epoch)) {
        return false;
      }
    }
    return true;
  }
}
