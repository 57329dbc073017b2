package giantless.lock;

/**
 * A reference count, refcount(9). May be raised only by someone who has a reference already or who
 * holds the lock of the container that has one; from 0 never.
 */
public final class RefCount {
  private final AtomicInt count;

  RefCount(AtomicInt count) {
    this.count = count;
  }

  /**
   * refcount_init(9) once more, for an object that comes back from a zone: no other thread may know
   * it.
   */
  public void init(int value) {
    count.set(value);
  }

  /**
   * refcount_acquire(9).
   *
   * @throws Panic if the count was 0 (resurrection) or overflows
   */
  public void acquire() {
    int old = count.fetchAdd(1);
    if (old <= 0 || old == Integer.MAX_VALUE) {
      throw new Panic("refcount acquired from " + old);
    }
  }

  /**
   * refcount_acquire_if_not_zero(9): false, and unchanged, if the count is 0.
   *
   * @throws Panic if the count is below 0, or overflows
   */
  public boolean tryAcquire() {
    while (true) {
      int old = count.get();
      if (old == 0) {
        return false;
      }
      if (old < 0 || old == Integer.MAX_VALUE) {
        throw new Panic("refcount acquired from " + old);
      }
      if (count.compareAndSet(old, old + 1)) {
        return true;
      }
    }
  }

  /**
   * refcount_release(9): true if this was the last reference and the caller must free the object.
   *
   * @throws Panic if the count was 0 already
   */
  public boolean release() {
    int old = count.fetchAdd(-1);
    if (old <= 0) {
      throw new Panic("refcount released from " + old);
    }
    return old == 1;
  }

  /** The count now; a snapshot that may be stale on return. */
  public int get() {
    return count.get();
  }
}
