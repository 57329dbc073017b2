package giantless.lock;

/**
 * An integer changed atomically, atomic(9). Each operation is a visible step of the explored
 * runtime; all are sequentially consistent.
 */
public abstract class AtomicInt {
  public abstract int get();

  public abstract void set(int value);

  /** atomic_cmpset(9): true if the value was {@code expected} and is now {@code value}. */
  public abstract boolean compareAndSet(int expected, int value);

  /** atomic_fetchadd(9): returns the value before. */
  public abstract int fetchAdd(int delta);

  /** Returns the value before; atomic_readandclear(9) with 0. */
  public abstract int swap(int value);
}
