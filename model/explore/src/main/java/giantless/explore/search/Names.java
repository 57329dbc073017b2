package giantless.explore.search;

import java.util.HashMap;
import java.util.Map;

/**
 * Small numbers for what is the same in every execution, whatever the schedule: threads by who
 * spawned them, locks by who made them. Grows to the size of the program and no further.
 */
final class Names {

  /** The parent of main and of what is made outside of a run. */
  static final int BOOT = 0;

  /** Stands for whoever made what was there before the world. */
  static final int BEFORE = -1;

  private static final int FIRST_PART = 1 << 24;
  private static final int FIRST_KIND = 1 << 28;

  private final Map<Long, Integer> threads = new HashMap<>();
  private final Map<Long, Integer> things = new HashMap<>();
  private final Map<Long, Integer> objects = new HashMap<>();
  private final Map<Long, Integer> parts = new HashMap<>();
  private final Map<String, Integer> kinds = new HashMap<>();

  /** The thread that was the rank-th of its parent. */
  int thread(int parent, int rank) {
    return intern(threads, parent, rank, BOOT + 1);
  }

  /**
   * The thing that was the rank-th of its maker.
   *
   * @param part 0 for all of it; objects with parts are not counted with those without
   */
  int thing(int maker, int rank, int part) {
    return part == 0
        ? intern(things, maker, rank, 1)
        : FIRST_PART + intern(parts, intern(objects, maker, rank, 0), part, 0);
  }

  /** What stands for every thing of a kind whose things cannot be told apart. */
  int anyOf(String kind) {
    return kinds.computeIfAbsent(kind, n -> FIRST_KIND + kinds.size());
  }

  private static int intern(Map<Long, Integer> map, int a, int b, int first) {
    Long key = (long) a << 32 | (b & 0xFFFFFFFFL);
    Integer n = map.get(key);
    if (n == null) {
      n = first + map.size();
      map.put(key, n);
    }
    return n;
  }
}
