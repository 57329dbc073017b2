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

  private static final int NEAR = 8;

  private final Map<Long, Integer> threads = new HashMap<>();

  /** Those among them that every execution asks for: by parent and rank, 0 where not known yet. */
  private final int[] nearThreads = new int[NEAR * NEAR];

  private final Map<Long, Integer> things = new HashMap<>();
  private final Map<Long, Integer> objects = new HashMap<>();
  private final Map<Long, Integer> parts = new HashMap<>();
  private final Map<String, Integer> kinds = new HashMap<>();

  /** The thread that was the rank-th of its parent. */
  int thread(int parent, int rank) {
    boolean near = (parent | rank) >= 0 && parent < NEAR && rank < NEAR;
    int n = near ? nearThreads[parent * NEAR + rank] : 0;
    if (n == 0) {
      n = intern(threads, parent, rank, BOOT + 1);
      if (near) {
        nearThreads[parent * NEAR + rank] = n;
      }
    }
    return n;
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

  // ---- Kept for later ----

  void save(StateWriter out) {
    save("threads", threads, out);
    save("things", things, out);
    save("objects", objects, out);
    save("parts", parts, out);
    String[] all = new String[kinds.size()];
    kinds.forEach((k, n) -> all[n - FIRST_KIND] = k);
    out.line("kinds", all.length);
    for (String k : all) {
      out.line("kind", k);
    }
  }

  static Names restore(StateReader in) {
    Names n = new Names();
    restore("threads", n.threads, BOOT + 1, in);
    restore("things", n.things, 1, in);
    restore("objects", n.objects, 0, in);
    restore("parts", n.parts, 0, in);
    int count = in.line("kinds").integer();
    for (int i = 0; i < count; i++) {
      n.anyOf(in.line("kind").text());
    }
    return n;
  }

  /** In order of their numbers, which follow from it. */
  private static void save(String key, Map<Long, Integer> map, StateWriter out) {
    Object[] pairs = new Object[map.size() * 2 + 1];
    pairs[0] = map.size();
    int first = map.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    map.forEach(
        (k, n) -> {
          int i = 1 + (n - first) * 2;
          pairs[i] = (int) (k >> 32);
          pairs[i + 1] = k.intValue();
        });
    out.line(key, pairs);
  }

  private static void restore(String key, Map<Long, Integer> map, int first, StateReader in) {
    int count = in.line(key).integer();
    for (int i = 0; i < count; i++) {
      int a = in.integer();
      intern(map, a, in.integer(), first);
    }
  }
}
