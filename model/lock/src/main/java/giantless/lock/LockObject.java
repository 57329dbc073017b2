package giantless.lock;

/**
 * What all locks have in common: their class, the runtime that made them, and the watch (Witness,
 * profiling) that is told of every acquisition and release.
 */
public abstract class LockObject {
  private final LockRuntime runtime;
  private final LockClass lockClass;

  /** Told of acquisitions and releases; null when nothing watches, so that one test skips it. */
  protected final LockWatch watch;

  protected LockObject(LockRuntime runtime, LockClass lockClass) {
    this.runtime = runtime;
    this.lockClass = lockClass;
    this.watch = runtime.watch();
  }

  /**
   * A lock that may be hidden from the watch: the spin locks inside a runtime's own primitives,
   * which lie below what the watches judge.
   */
  protected LockObject(LockRuntime runtime, LockClass lockClass, boolean watched) {
    this.runtime = runtime;
    this.lockClass = lockClass;
    this.watch = watched ? runtime.watch() : null;
  }

  /**
   * A lock that belongs to no runtime.
   *
   * @param watch is told of it, or null
   */
  protected LockObject(LockClass lockClass, LockWatch watch) {
    this.runtime = null;
    this.lockClass = lockClass;
    this.watch = watch;
  }

  /**
   * Of the monitor of an object, each of which has a class of its own, what tells it from others of
   * the name in all executions of a program: equal for the same object; of those that are numbers,
   * the lower is of what was made first. Null of all other locks, whose class says all.
   */
  public Object key() {
    return null;
  }

  public final LockRuntime runtime() {
    return runtime;
  }

  public final LockClass lockClass() {
    return lockClass;
  }

  /** Whether the calling thread holds the lock exclusively. */
  public abstract boolean isOwned();

  /**
   * Whether the calling thread holds the lock in any mode. For a lock whose readers are anonymous
   * this is exact only while a {@link LockWatch} keeps account; else any reader counts.
   */
  public abstract boolean isHeld();

  /**
   * mtx_assert(9) {@code MA_OWNED} and its kin.
   *
   * @throws Panic if the calling thread does not hold the lock exclusively
   */
  public final void assertOwned() {
    if (!isOwned()) {
      throw new Panic("lock " + describe() + " not exclusively locked by the calling thread");
    }
  }

  /**
   * @throws Panic if the calling thread holds the lock in no mode
   */
  public final void assertHeld() {
    if (!isHeld()) {
      throw new Panic("lock " + describe() + " not locked by the calling thread");
    }
  }

  /**
   * @throws Panic if the calling thread holds the lock exclusively
   */
  public final void assertNotOwned() {
    if (isOwned()) {
      throw new Panic("lock " + describe() + " locked by the calling thread");
    }
  }

  /** Name and kind as WITNESS prints them, for example {@code so_rcv (sleep mutex)}. */
  public final String describe() {
    return lockClass.name() + " (" + lockClass.kind().label() + ")";
  }

  /**
   * mtx_destroy(9) and its kin: no thread may use the lock from here on.
   *
   * @throws Panic if another thread holds it, or it has waiters
   */
  public abstract void destroy();

  @Override
  public String toString() {
    return describe();
  }
}
