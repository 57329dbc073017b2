package giantless.lock.explored;

/**
 * What woven code makes where it says {@code new Object()}: such objects are there to be locked,
 * and a class of the JDK has no place to keep where they were made.
 */
public final class PlainObject implements Shadowed {
  /** File and line where it was made. */
  final String where;

  private Object shadow;

  public PlainObject(String where) {
    this.where = where;
  }

  @Override
  public Object giantless$shadow() {
    return shadow;
  }

  @Override
  public void giantless$shadow(Object value) {
    shadow = value;
  }
}
