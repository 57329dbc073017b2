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

  private static final int FIRST_CLASS = 1 << 28;

  private final Map<Long, Integer> threads = new HashMap<>();
  private final Map<Long, Integer> things = new HashMap<>();
  private final Map<String, Integer> classes = new HashMap<>();

  /** The thread that was the rank-th of its parent. */
  int thread(int parent, int rank) {
    return intern(threads, parent, rank, BOOT + 1);
  }

  /** The thing that was the rank-th of its maker. */
  int thing(int maker, int rank) {
    return intern(things, maker, rank, 1);
  }

  /** What stands for every thing of a class whose things cannot be told apart. */
  int anyOf(Class<?> type) {
    return classes.computeIfAbsent(type.getName(), n -> FIRST_CLASS + classes.size());
  }

  private static int intern(Map<Long, Integer> map, int a, int b, int first) {
    Long key = (long) a << 32 | b;
    Integer n = map.get(key);
    if (n == null) {
      n = first + map.size();
      map.put(key, n);
    }
    return n;
  }
}
