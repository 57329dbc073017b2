package giantless.weave;

import java.util.Set;

/** Which calls of {@code java.util} read or write the contents of a collection, or give a view. */
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
        || owner.equals("java/lang/Iterable");
  }

  static boolean isIterator(String owner) {
    return owner.equals("java/util/Iterator") || owner.equals("java/util/ListIterator");
  }

  static boolean writes(String owner, String method) {
    if (owner.equals("java/util/BitSet") && BIT_WRITES.contains(method)) {
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
