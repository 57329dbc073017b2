package giantless.weave;

import giantless.lock.explored.FieldSite;
import java.lang.invoke.MethodHandles;

/** Makes the {@link FieldSite} constants of woven classes, when they are first reached. */
public final class FieldSites {
  static final int WRITE = 1;
  static final int RACY = 2;

  private FieldSites() {}

  private static boolean is(int flags, int bit) {
    return (flags & bit) != 0;
  }

  /** An instance field; the arguments after the type are those of the factory. */
  public static FieldSite field(
      MethodHandles.Lookup caller,
      String name,
      Class<?> type,
      String field,
      int slot,
      int flags,
      String where) {
    return FieldSite.field(field, slot, is(flags, WRITE), is(flags, RACY), where);
  }

  /**
   * A static field.
   *
   * @param declaring the class that declares it
   */
  public static FieldSite fixed(
      MethodHandles.Lookup caller,
      String name,
      Class<?> type,
      String declaring,
      String field,
      int slot,
      int flags,
      String where)
      throws ClassNotFoundException {
    Class<?> in = Class.forName(declaring, false, caller.lookupClass().getClassLoader());
    return FieldSite.fixed(in, field, slot, is(flags, WRITE), is(flags, RACY), where);
  }

  /** An array or a collection. */
  public static FieldSite contents(
      MethodHandles.Lookup caller, String name, Class<?> type, int flags, String where) {
    return FieldSite.contents(is(flags, WRITE), where);
  }
}
