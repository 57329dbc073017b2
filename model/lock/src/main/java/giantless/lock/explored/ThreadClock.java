package giantless.lock.explored;

import java.util.Arrays;

/**
 * The vector clock of one thread in one run: for each thread how far this one has seen it. A moment
 * of a thread, an epoch, is its slot in the upper half of a long and its own count in the lower; no
 * epoch is 0.
 */
final class ThreadClock {
  final RaceDetector of;
  final ExploredThread thread;
  final int slot;

  /** What the thread's next access happens at. */
  long epoch;

  private int[] seen;

  /** The iterators that it made last, each followed by the shadow of what it goes over. */
  private Object[] iterators;

  private int nextIterator;

  ThreadClock(RaceDetector of, ExploredThread thread, int slot) {
    this.of = of;
    this.thread = thread;
    this.slot = slot;
    this.seen = new int[Math.max(4, slot + 1)];
    tick();
  }

  /** Whether the epoch happened before what the thread does now. */
  boolean covers(long past) {
    int s = (int) (past >>> 32);
    return s < seen.length && seen[s] >= (int) past;
  }

  /** How far it has seen the thread in a slot. */
  int seen(int s) {
    return s < seen.length ? seen[s] : 0;
  }

  /** What the thread does from now on is not covered by what others have seen of it. */
  void tick() {
    epoch = (long) slot << 32 | ++seen[slot];
  }

  /** Sees all that another clock has seen. */
  void join(int[] other, int length) {
    if (length > seen.length) {
      seen = Arrays.copyOf(seen, length);
    }
    for (int i = 0; i < length; i++) {
      if (other[i] > seen[i]) {
        seen[i] = other[i];
      }
    }
  }

  void join(ThreadClock other) {
    join(other.seen, other.seen.length);
  }

  /** Lets another clock, grown as needed, see all that this one has seen. */
  int[] into(int[] other) {
    int[] to = other.length < seen.length ? Arrays.copyOf(other, seen.length) : other;
    for (int i = 0; i < seen.length; i++) {
      if (seen[i] > to[i]) {
        to[i] = seen[i];
      }
    }
    return to;
  }

  // ---- Iterators ----

  /**
   * No more are followed: to hold all of them, weakly, cost a long run more memory than it may
   * keep.
   */
  private static final int ITERATORS = 8;

  void iterates(Object iterator, Shadow over) {
    if (iterators == null) {
      iterators = new Object[2 * ITERATORS];
    }
    iterators[nextIterator] = iterator;
    iterators[nextIterator + 1] = over;
    nextIterator = (nextIterator + 2) % iterators.length;
  }

  /** What an iterator goes over; null if it is none of the thread's last ones. */
  Shadow iterated(Object iterator) {
    if (iterators != null) {
      for (int i = 0; i < iterators.length; i += 2) {
        if (iterators[i] == iterator) {
          return (Shadow) iterators[i + 1];
        }
      }
    }
    return null;
  }
}
