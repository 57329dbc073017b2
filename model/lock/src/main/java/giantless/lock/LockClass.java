package giantless.lock;

import java.util.List;

/**
 * A class of locks: what WITNESS(4) orders. Every lock object is made from one of these constants;
 * those of the kernel stand in {@link Locks}. Immutable; compared by identity.
 */
public final class LockClass {

  /** The kinds of lock, with the rule that governs what may be held around them. */
  public enum Kind {
    /** A sleep mutex, mutex(9): may block on a turnstile; its owner must not sleep. */
    MTX("sleep mutex", false),
    /** A spin mutex, mutex(9): no other kind of lock may be taken while one is held. */
    SPIN("spin mutex", false),
    /** A reader/writer lock, rwlock(9): its holders must not sleep. */
    RW("rw", false),
    /** A read-mostly lock, rmlock(9): its holders must not sleep. */
    RM("rm", false),
    /**
     * A read-mostly lock made with {@code RM_SLEEPABLE}, rmlock(9): its writer may sleep, its
     * readers must not, and it goes before all mutexes.
     */
    RM_SLEEPABLE("sleepable rm", true),
    /** A shared/exclusive lock, sx(9): its holders may sleep, and it goes before all mutexes. */
    SX("sx", true),
    /**
     * The monitor of an object of Java, as explored programs have it: its owner may wait. Each is a
     * class of its own, in an order with other monitors alone.
     */
    MONITOR("monitor", false);

    private final String label;
    private final boolean sleepable;

    Kind(String label, boolean sleepable) {
      this.label = label;
      this.sleepable = sleepable;
    }

    /** The words that WITNESS uses for the kind. */
    public String label() {
      return label;
    }

    /** Whether it goes before all mutexes: its exclusive owner may sleep. */
    public boolean isSleepable() {
      return sleepable;
    }

    /** Whether a thread that holds the lock in this mode may sleep. */
    public boolean mayHolderSleep(LockMode mode) {
      return this == MONITOR || (sleepable && (this != RM_SLEEPABLE || mode == LockMode.EXCLUSIVE));
    }

    /** Whether a thread that waits for the lock lends its priority to who holds it in this mode. */
    public boolean isLentTo(LockMode mode) {
      return this != MONITOR && (!sleepable || (this == RM_SLEEPABLE && mode == LockMode.SHARED));
    }
  }

  private final String name;
  private final Kind kind;
  private final boolean recursive;
  private final boolean dupOk;
  private final List<LockClass> after;
  private final String protects;
  private final String source;

  private LockClass(Builder b) {
    this.name = b.name;
    this.kind = b.kind;
    this.recursive = b.recursive;
    this.dupOk = b.dupOk;
    this.after = List.copyOf(b.after);
    this.protects = b.protects;
    this.source = b.source;
  }

  /** Starts the description of a class of sleep mutexes. */
  public static Builder mtx(String name) {
    return new Builder(name, Kind.MTX);
  }

  /** Starts the description of a class of spin mutexes. */
  public static Builder spin(String name) {
    return new Builder(name, Kind.SPIN);
  }

  /** Starts the description of a class of reader/writer locks. */
  public static Builder rw(String name) {
    return new Builder(name, Kind.RW);
  }

  /** Starts the description of a class of read-mostly locks. */
  public static Builder rm(String name) {
    return new Builder(name, Kind.RM);
  }

  /** Starts the description of a class of read-mostly locks whose writer may sleep. */
  public static Builder sleepableRm(String name) {
    return new Builder(name, Kind.RM_SLEEPABLE);
  }

  /** Starts the description of a class of shared/exclusive locks. */
  public static Builder sx(String name) {
    return new Builder(name, Kind.SX);
  }

  /** Starts the description of the class of one object's monitor. */
  public static Builder monitor(String name) {
    return new Builder(name, Kind.MONITOR).recursive().dupOk();
  }

  /** The WITNESS name, as FreeBSD has it. */
  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether its owner may acquire it again ({@code MTX_RECURSE}, {@code SX_RECURSE}). */
  public boolean isRecursive() {
    return recursive;
  }

  /** Whether a thread may hold two objects of this class at once ({@code MTX_DUPOK}). */
  public boolean isDupOk() {
    return dupOk;
  }

  /** The classes that are taken before this one when both are held: the declared order. */
  public List<LockClass> after() {
    return after;
  }

  /** What the lock protects, in words. */
  public String protects() {
    return protects;
  }

  /** Where the facts come from: the section of the locking reference. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects the parts of a {@link LockClass}. */
  public static final class Builder {
    private final String name;
    private final Kind kind;
    private boolean recursive;
    private boolean dupOk;
    private List<LockClass> after = List.of();
    private String protects = "";
    private String source = "";

    private Builder(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    public Builder recursive() {
      recursive = true;
      return this;
    }

    public Builder dupOk() {
      dupOk = true;
      return this;
    }

    /** Declares the classes that go before this one. Transitive: the direct ones are enough. */
    public Builder after(LockClass... before) {
      after = List.of(before);
      return this;
    }

    public Builder protects(String what) {
      protects = what;
      return this;
    }

    public Builder source(String where) {
      source = where;
      return this;
    }

    public LockClass build() {
      return new LockClass(this);
    }
  }
}
