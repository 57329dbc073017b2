package giantless.lock.explored;

import java.util.HashMap;
import java.util.Map;

/**
 * The shadows of one run. That of a {@link Shadowed} object is in the object; those of arrays,
 * collections and classes are in a hash table by identity here. When the table is full, entries go
 * whose accesses all happened before whatever can come.
 */
final class FieldTable {
  private static final int FIRST = 64;

  private final RaceDetector detector;
  private final Map<Class<?>, int[]> counts = new HashMap<>();
  private Object[] keys = new Object[FIRST];
  private Shadow[] shadows = new Shadow[FIRST];
  private int size;

  /**
   * @param detector null if no races are looked for
   */
  FieldTable(RaceDetector detector) {
    this.detector = detector;
  }

  Shadow of(Object o) {
    if (o instanceof Shadowed) {
      Shadowed place = (Shadowed) o;
      Object there = place.giantless$shadow();
      if (there instanceof Shadow && ((Shadow) there).of == this) {
        return (Shadow) there;
      }
      Shadow s = make(o, birth(o));
      place.giantless$shadow(s);
      return s;
    }
    int i = find(o);
    if (keys[i] != null) {
      return shadows[i];
    }
    return put(i, o, make(o, null));
  }

  /** Where the object was made; null if that is not known. */
  static Birth birth(Object o) {
    Object there = o instanceof Shadowed ? ((Shadowed) o).giantless$shadow() : null;
    return there instanceof Shadow ? ((Shadow) there).birth : (Birth) there;
  }

  private Shadow make(Object o, Birth birth) {
    Class<?> type = o.getClass();
    return new Shadow(this, type, birth, ++counts.computeIfAbsent(type, t -> new int[1])[0]);
  }

  /** From now on an object, a view of a collection, has the shadow of another. */
  void alias(Object view, Object of) {
    if (view instanceof Shadowed || view == of) {
      return;
    }
    Shadow s = of(of);
    int i = find(view);
    if (keys[i] == null) {
      put(i, view, s);
    } else {
      shadows[i] = s;
    }
  }

  private int find(Object o) {
    int mask = keys.length - 1;
    int h = System.identityHashCode(o) * 0x9E3779B9;
    int i = (h ^ h >>> 16) & mask;
    while (keys[i] != null && keys[i] != o) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private Shadow put(int at, Object o, Shadow s) {
    int i = at;
    if (size >= keys.length / 2) {
      rehash();
      i = find(o);
    }
    keys[i] = o;
    shadows[i] = s;
    size++;
    return s;
  }

  private void rehash() {
    Object[] k = keys;
    Shadow[] s = shadows;
    int stay = 0;
    if (detector != null) {
      detector.findCovered();
    }
    for (int i = 0; i < k.length; i++) {
      if (k[i] != null) {
        boolean view = k[i].getClass() != s[i].type;
        if (!view && detector != null && s[i].isOver(detector)) {
          k[i] = null;
        } else {
          stay++;
        }
      }
    }
    int n = stay >= k.length / 4 ? k.length * 2 : k.length;
    keys = new Object[n];
    shadows = new Shadow[n];
    for (int i = 0; i < k.length; i++) {
      if (k[i] != null) {
        int to = find(k[i]);
        keys[to] = k[i];
        shadows[to] = s[i];
      }
    }
    size = stay;
  }
}
