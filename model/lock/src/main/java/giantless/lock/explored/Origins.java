package giantless.lock.explored;

import java.util.Arrays;

/** Numbers for what a world's threads make, and who made it; see {@link World#origin}. */
final class Origins {
  private long[] origins = new long[16];
  private int size;
  private int outside;

  /** The number of what this thread makes now; null outside of a run. */
  int next(ExploredThread by) {
    if (size == origins.length) {
      origins = Arrays.copyOf(origins, size * 2);
    }
    origins[size] = by == null ? -1L << 32 | outside++ : (long) by.id() << 32 | by.created++;
    return size++;
  }

  long of(int number) {
    return origins[number];
  }
}
