package giantless.lock.explored;

import giantless.lock.LockClass;
import giantless.lock.LockObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names for what a run touches. The first thing of a name, in order of creation, has the name as it
 * is, the others get {@code #2}, {@code #3} and so on. Computed when first asked, as most runs are
 * never printed.
 */
final class Names {
  private final World world;
  private final ExploredThread[] threads;
  private final Operation[] operations;
  private final int size;
  private IdentityHashMap<Object, String> names;

  Names(World world, ExploredThread[] threads, Operation[] operations, int size) {
    this.world = world;
    this.threads = threads;
    this.operations = operations;
    this.size = size;
  }

  /** The name of a lock, a thread, a condition variable or any channel; null for what has none. */
  String of(Object o) {
    if (names == null) {
      compute();
    }
    String s = names.get(o);
    return s != null ? s : o instanceof Resource ? ((Resource) o).baseName() : null;
  }

  /** The name of a lock and its kind, if the one does not say the other. */
  String lock(LockObject lock) {
    LockClass.Kind kind = lock.lockClass().kind();
    return kind == LockClass.Kind.MONITOR ? of(lock) : of(lock) + " (" + kind.label() + ")";
  }

  /** To be called while the world's threads stand where they stand. */
  void compute() {
    IdentityHashMap<Object, String> seen = new IdentityHashMap<>();
    List<Resource> made = new ArrayList<>();
    List<Object> others = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      collect(threads[i], seen, made, others);
      collect(operations[i], seen, made, others);
    }
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      collect(td, seen, made, others);
      collect(td.op, seen, made, others);
      for (int k = 0; k < td.heldCount(); k++) {
        collect(td.heldAt(k), seen, made, others);
      }
    }
    made.sort((a, b) -> Long.compare(rank(a), rank(b)));
    Map<String, Integer> counts = new HashMap<>();
    for (Resource r : made) {
      seen.put(r, numbered(r.baseName(), counts));
    }
    for (Object o : others) {
      seen.put(o, numbered(o.getClass().getSimpleName(), counts));
    }
    names = seen;
  }

  /** Monitors by where their objects were made, whoever came first; the rest by number. */
  private long rank(Resource r) {
    int n = r.number();
    return n >= 0 && !(r instanceof RacyState) && world.part(n) != 0 ? world.origin(n) : n;
  }

  private static void collect(
      Operation op,
      IdentityHashMap<Object, String> seen,
      List<Resource> made,
      List<Object> others) {
    collect(op.object(), seen, made, others);
    collect(op.second(), seen, made, others);
  }

  private static boolean isNameless(Object o) {
    return o == null
        || o.getClass() == Object.class
        || o instanceof PlainObject
        || o instanceof Facet;
  }

  private static void collect(
      Object o, IdentityHashMap<Object, String> seen, List<Resource> made, List<Object> others) {
    if (isNameless(o) || seen.containsKey(o)) {
      return;
    }
    seen.put(o, "");
    if (o instanceof Resource) {
      made.add((Resource) o);
    } else {
      others.add(o);
    }
  }

  private static String numbered(String base, Map<String, Integer> counts) {
    int n = counts.merge(base, 1, Integer::sum);
    return n == 1 ? base : base + "#" + n;
  }

  /** An operation in words. */
  String describe(Operation op) {
    StringBuilder b = new StringBuilder(op.kind().verb());
    String name = op.label() != null ? op.label() : of(op.object());
    if (name != null) {
      b.append(' ').append(name);
    }
    if (op.kind() == Operation.Kind.SLEEP && op.second() != null) {
      b.append(", releasing ").append(of(op.second()));
    }
    return b.toString();
  }

  /** An operation in words that need no run around them. */
  static String plain(Operation op) {
    Object o = op.object();
    String name =
        op.label() != null
            ? op.label()
            : o instanceof Resource
                ? ((Resource) o).baseName()
                : isNameless(o) ? null : o.getClass().getSimpleName();
    return name == null ? op.kind().verb() : op.kind().verb() + " " + name;
  }
}
