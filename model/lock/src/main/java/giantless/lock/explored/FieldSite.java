package giantless.lock.explored;

/**
 * One place in the code that touches a field, an element of an array, or the contents of a
 * collection. Made when woven code first comes there. Immutable.
 */
public final class FieldSite {
  final String field;
  final int slot;
  final boolean write;
  final boolean racy;
  final Object fixed;
  final String where;

  private FieldSite(
      String field, int slot, boolean write, boolean racy, Object fixed, String where) {
    this.field = field;
    this.slot = slot;
    this.write = write;
    this.racy = racy;
    this.fixed = fixed;
    this.where = where;
  }

  /**
   * An access to an instance field.
   *
   * @param field for messages: the simple name of the class that declares it, a dot, its name
   * @param slot its number among the fields of the class and of those above it, from 0
   * @param racy whether it is {@code @Racy}
   * @param where for messages, for example {@code Buf.append(Buf.java:12)}
   */
  public static FieldSite field(String field, int slot, boolean write, boolean racy, String where) {
    return new FieldSite(field, slot, write, racy, null, where);
  }

  /**
   * An access to a static field.
   *
   * @param slot its number among the static fields of the class, from 0
   */
  public static FieldSite fixed(
      Class<?> declaring, String field, int slot, boolean write, boolean racy, String where) {
    return new FieldSite(field, slot, write, racy, declaring, where);
  }

  /** An access to elements of an array or to the contents of a collection. */
  public static FieldSite contents(boolean write, String where) {
    return new FieldSite(null, 0, write, false, null, where);
  }

  @Override
  public String toString() {
    return (write ? "write at " : "read at ") + where;
  }
}
