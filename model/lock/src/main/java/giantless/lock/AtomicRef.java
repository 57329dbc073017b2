package giantless.lock;

/** A reference changed atomically; each operation is a visible step of the explored runtime. */
public abstract class AtomicRef<T> {
  public abstract T get();

  public abstract void set(T value);

  /** Compares by identity. */
  public abstract boolean compareAndSet(T expected, T value);

  public abstract T swap(T value);
}
