package giantless.weave;

import java.util.Set;

/**
 * Which calls of {@code java.util} read or write the contents of a collection, or give a view. What
 * {@code java.util.concurrent} shares between threads counts as a collection too: nobody schedules
 * around its calls, so threads which meet there and nowhere else are a race, not a proof.
 */
final class ContentCalls {
  private static final String UTIL = "java/util/";

  private static final Set<String> COLLECTIONS =
      Set.of(
          "Collection",
          "List",
          "Set",
          "SortedSet",
          "NavigableSet",
          "Map",
          "SortedMap",
          "NavigableMap",
          "Queue",
          "Deque",
          "ArrayList",
          "LinkedList",
          "ArrayDeque",
          "PriorityQueue",
          "HashMap",
          "LinkedHashMap",
          "TreeMap",
          "IdentityHashMap",
          "EnumMap",
          "WeakHashMap",
          "HashSet",
          "LinkedHashSet",
          "TreeSet",
          "EnumSet",
          "BitSet",
          "Vector",
          "Stack");

  private static final String CONCURRENT = UTIL + "concurrent/";
  private static final String ATOMIC = CONCURRENT + "atomic/";

  private static final Set<String> ATOMIC_READS =
      Set.of(
          "get",
          "getPlain",
          "getOpaque",
          "getAcquire",
          "getReference",
          "getStamp",
          "isMarked",
          "length",
          "sum",
          "intValue",
          "longValue",
          "floatValue",
          "doubleValue",
          "toString");

  private static final String[] WRITES = {
    "add", "clear", "compute", "flip", "merge", "offer", "poll", "pop", "push", "put", "remove",
    "replace", "retain", "set", "sort"
  };

  private static final Set<String> BIT_WRITES = Set.of("and", "or", "xor", "andNot");

  private static final Set<String> VIEWS =
      Set.of(
          "keySet",
          "values",
          "entrySet",
          "subList",
          "subSet",
          "headSet",
          "tailSet",
          "subMap",
          "headMap",
          "tailMap",
          "descendingMap",
          "descendingSet",
          "descendingKeySet",
          "navigableKeySet",
          "reversed");

  private static final Set<String> ITERATORS =
      Set.of("iterator", "listIterator", "descendingIterator");

  private ContentCalls() {}

  /** Whether a method of the class is called on a collection. */
  static boolean isCollection(String owner) {
    return owner.startsWith(UTIL) && COLLECTIONS.contains(owner.substring(UTIL.length()))
        || isConcurrent(owner)
        || owner.equals("java/lang/Iterable");
  }

  /** Atomics, locks, collections, latches, queues, executors and futures; not {@code TimeUnit}. */
  private static boolean isConcurrent(String owner) {
    return owner.startsWith(CONCURRENT)
        && !owner.equals(CONCURRENT + "TimeUnit")
        && !owner.equals(CONCURRENT + "ThreadLocalRandom");
  }

  /** Whether it is for keeping others out or waiting for them: all of its calls change it. */
  private static boolean isSynchroniser(String owner) {
    if (!owner.startsWith(CONCURRENT) || owner.startsWith(ATOMIC)) {
      return false;
    }
    String name = owner.substring(CONCURRENT.length());
    return name.startsWith("locks/")
        || Set.of("Semaphore", "CountDownLatch", "CyclicBarrier", "Phaser", "Exchanger")
            .contains(name);
  }

  static boolean isIterator(String owner) {
    return owner.equals("java/util/Iterator") || owner.equals("java/util/ListIterator");
  }

  static boolean writes(String owner, String method) {
    if (owner.equals("java/util/BitSet") && BIT_WRITES.contains(method)) {
      return true;
    }
    if (owner.startsWith(ATOMIC)) {
      return !ATOMIC_READS.contains(method);
    }
    if (isSynchroniser(owner)) {
      return true;
    }
    for (String w : WRITES) {
      if (method.startsWith(w)) {
        return true;
      }
    }
    return false;
  }

  static boolean givesView(String method) {
    return VIEWS.contains(method);
  }

  static boolean givesIterator(String method) {
    return ITERATORS.contains(method);
  }

  /** Static methods of Collections that wrap their argument. */
  static boolean wraps(String owner, String method) {
    return owner.equals("java/util/Collections")
        && (method.startsWith("unmodifiable") || method.startsWith("checked"));
  }

  /** Static methods of Collections that change their first argument. */
  static boolean writesArgument(String owner, String method) {
    return owner.equals("java/util/Collections")
        && Set.of("sort", "reverse", "swap", "addAll", "shuffle", "rotate", "fill")
            .contains(method);
  }

  /** Whether the one argument is a collection whose contents are read. */
  static boolean readsArgument(String owner, String method, String descriptor) {
    boolean one =
        descriptor.startsWith("(Ljava/util/Collection;)")
            || descriptor.startsWith("(Ljava/util/Map;)");
    return one
        && owner.startsWith(UTIL)
        && (method.equals("<init>") || method.equals("copyOf") || method.endsWith("All"));
  }
}
