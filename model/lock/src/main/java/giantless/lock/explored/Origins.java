package giantless.lock.explored;

import java.util.Arrays;

/** Numbers for what a world's threads make, and who made it; see {@link World#origin}. */
final class Origins {
  /** The maker of what was there before the world was made. */
  static final int BEFORE = -2;

  private static final int[] NONE = new int[0];

  private long[] origins = new long[16];

  /** Empty while there are none, as in worlds without woven code. */
  private int[] parts = NONE;

  private int size;
  private int outside;

  /** The number of what this thread makes now; null outside of a run. */
  int next(ExploredThread by) {
    return add(by == null ? -1L << 32 | outside++ : (long) by.id() << 32 | by.created++, 0);
  }

  /**
   * The number of a part of an object that was made then.
   *
   * @param part from 1
   */
  int next(int maker, int rank, int part) {
    return add((long) maker << 32 | (rank & 0xFFFFFFFFL), part);
  }

  private int add(long origin, int part) {
    if (size == origins.length) {
      origins = Arrays.copyOf(origins, size * 2);
    }
    origins[size] = origin;
    if (part != 0) {
      if (size >= parts.length) {
        parts = Arrays.copyOf(parts, origins.length);
      }
      parts[size] = part;
    }
    return size++;
  }

  long of(int number) {
    return origins[number];
  }

  int part(int number) {
    return number < parts.length ? parts[number] : 0;
  }
}
