package giantless.lock.nat;

import giantless.lock.AtomicInt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** atomic(9) on a volatile field; needs no lock. */
final class NativeAtomicInt extends AtomicInt {
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(NativeAtomicInt.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int value;

  NativeAtomicInt(int initial) {
    this.value = initial;
  }

  @Override
  public int get() {
    return value;
  }

  @Override
  public void set(int newValue) {
    value = newValue;
  }

  @Override
  public boolean compareAndSet(int expected, int newValue) {
    return VALUE.compareAndSet(this, expected, newValue);
  }

  @Override
  public int fetchAdd(int delta) {
    return (int) VALUE.getAndAdd(this, delta);
  }

  @Override
  public int swap(int newValue) {
    return (int) VALUE.getAndSet(this, newValue);
  }
}
