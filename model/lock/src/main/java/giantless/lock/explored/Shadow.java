package giantless.lock.explored;

import java.util.Arrays;

/**
 * What is known, in one run, of the fields of one object, of the elements of one array, or of the
 * contents of one collection as a whole.
 */
final class Shadow {
  final FieldTable of;
  final Class<?> type;

  /** Null if it is not known. */
  final Birth birth;

  /** Numbers the objects of a class from 1, in the order in which the run touched them. */
  final int number;

  private FieldState[] states = new FieldState[0];
  private ByteRanges bytes;

  Shadow(FieldTable of, Class<?> type, Birth birth, int number) {
    this.of = of;
    this.type = type;
    this.birth = birth;
    this.number = number;
  }

  FieldState state(int slot) {
    FieldState s = slot < states.length ? states[slot] : null;
    return s != null ? s : put(slot, new FieldState());
  }

  /** The state of an array of bytes. */
  ByteRanges bytes() {
    if (bytes == null) {
      bytes = new ByteRanges();
    }
    return bytes;
  }

  /** The state of a {@code @Racy} field. */
  RacyState racy(FieldSite site, WovenFields world) {
    FieldState s = site.slot < states.length ? states[site.slot] : null;
    if (s != null) {
      return (RacyState) s;
    }
    Class<?> in = site.fixed != null ? (Class<?>) site.fixed : type;
    int n = world.numberOf(birth, site.slot + 1);
    return (RacyState) put(site.slot, new RacyState(n, in, site.field));
  }

  private FieldState put(int slot, FieldState s) {
    if (slot >= states.length) {
      states = Arrays.copyOf(states, Math.max(slot + 1, Math.min(states.length * 2, 1 << 16)));
    }
    states[slot] = s;
    return s;
  }

  /** Whether all accesses so far happened before all that can come. */
  boolean isOver(RaceDetector detector) {
    for (FieldState s : states) {
      if (s != null && !s.isOver(detector)) {
        return false;
      }
    }
    return bytes == null || bytes.isOver(detector);
  }

  /** For messages: the object's class and number. */
  String name() {
    return simpleName(type) + "#" + number;
  }

  /** The simple name of a class, of which an anonymous one has something like it. */
  static String simpleName(Class<?> type) {
    String simple = type.getSimpleName();
    return simple.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : simple;
  }

  /** For messages: what an access at the site touches. */
  String describe(FieldSite site, int slot) {
    if (site.fixed != null) {
      return "static " + site.field;
    }
    if (site.field != null) {
      return site.field + " of " + name();
    }
    return type.isArray() ? "element " + slot + " of " + name() : "the contents of " + name();
  }
}
