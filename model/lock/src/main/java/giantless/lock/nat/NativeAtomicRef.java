package giantless.lock.nat;

import giantless.lock.AtomicRef;
import java.util.concurrent.atomic.AtomicReference;

/** A reference changed atomically; needs no lock. */
final class NativeAtomicRef<T> extends AtomicRef<T> {
  private final AtomicReference<T> value;

  NativeAtomicRef(T initial) {
    this.value = new AtomicReference<>(initial);
  }

  @Override
  public T get() {
    return value.get();
  }

  @Override
  public void set(T newValue) {
    value.set(newValue);
  }

  @Override
  public boolean compareAndSet(T expected, T newValue) {
    return value.compareAndSet(expected, newValue);
  }

  @Override
  public T swap(T newValue) {
    return value.getAndSet(newValue);
  }
}
