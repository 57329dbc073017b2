package giantless.stack.kern;

/** One variable of {@link Sysctl}: immutable; the value lives in the subsystem. */
public final class Oid {
  /** May be read. */
  public static final int CTLFLAG_RD = 1;

  /** May be written. */
  public static final int CTLFLAG_WR = 2;

  /** May be read and written. */
  public static final int CTLFLAG_RW = CTLFLAG_RD | CTLFLAG_WR;

  /** The loader may set it before boot. */
  public static final int CTLFLAG_TUN = 4;

  /** Read-only once booted, but the loader may set it. */
  public static final int CTLFLAG_RDTUN = CTLFLAG_RD | CTLFLAG_TUN;

  /** Read and written, and the loader may set it. */
  public static final int CTLFLAG_RWTUN = CTLFLAG_RW | CTLFLAG_TUN;

  /** What a value looks like. */
  public enum Type {
    INT,
    LONG,
    STRING
  }

  /** Reads a number. */
  @FunctionalInterface
  public interface LongGet {
    long get();
  }

  /** Sets a number; EINVAL if it is out of range, and nothing is changed. */
  @FunctionalInterface
  public interface LongSet {
    Errno set(long value);
  }

  /** Reads a string. */
  @FunctionalInterface
  public interface StringGet {
    String get();
  }

  /** Sets a string; EINVAL if it is not valid, and nothing is changed. */
  @FunctionalInterface
  public interface StringSet {
    Errno set(String value);
  }

  private final String name;
  private final int flags;
  private final Type type;
  private final String description;
  private final LongGet longGet;
  private final LongSet longSet;
  private final StringGet stringGet;
  private final StringSet stringSet;

  private Oid(
      String name,
      int flags,
      Type type,
      String description,
      LongGet longGet,
      LongSet longSet,
      StringGet stringGet,
      StringSet stringSet) {
    this.name = name;
    this.flags = flags;
    this.type = type;
    this.description = description;
    this.longGet = longGet;
    this.longSet = longSet;
    this.stringGet = stringGet;
    this.stringSet = stringSet;
  }

  static Oid number(
      String name, int flags, Type type, String description, LongGet get, LongSet set) {
    return new Oid(name, flags, type, description, get, set, null, null);
  }

  static Oid string(String name, int flags, String description, StringGet get, StringSet set) {
    return new Oid(name, flags, Type.STRING, description, null, null, get, set);
  }

  /** The dotted name, for example {@code kern.ipc.nmbclusters}. */
  public String name() {
    return name;
  }

  public int flags() {
    return flags;
  }

  public Type type() {
    return type;
  }

  public String description() {
    return description;
  }

  public boolean isReadable() {
    return (flags & CTLFLAG_RD) != 0;
  }

  public boolean isWritable() {
    return (flags & CTLFLAG_WR) != 0 && hasSetter();
  }

  boolean hasSetter() {
    return longSet != null || stringSet != null;
  }

  String read() {
    return type == Type.STRING ? stringGet.get() : Long.toString(longGet.get());
  }

  Errno write(String value) {
    if (type == Type.STRING) {
      return stringSet.set(value);
    }
    long number;
    try {
      number = Long.decode(value.trim());
    } catch (NumberFormatException e) {
      return Errno.EINVAL;
    }
    return longSet.set(number);
  }
}
