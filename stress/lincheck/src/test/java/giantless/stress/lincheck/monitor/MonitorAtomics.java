package giantless.stress.lincheck.monitor;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** atomic(9) by the JDK's atomics, each operation of which is one step of the model checker. */
final class MonitorAtomics {
  private MonitorAtomics() {}

  static final class Int extends AtomicInt {
    private final AtomicInteger value;

    Int(int initial) {
      value = new AtomicInteger(initial);
    }

    @Override
    public int get() {
      return value.get();
    }

    @Override
    public void set(int v) {
      value.set(v);
    }

    @Override
    public boolean compareAndSet(int expected, int v) {
      return value.compareAndSet(expected, v);
    }

    @Override
    public int fetchAdd(int delta) {
      return value.getAndAdd(delta);
    }

    @Override
    public int swap(int v) {
      return value.getAndSet(v);
    }
  }

  static final class Ref<T> extends AtomicRef<T> {
    private final AtomicReference<T> value;

    Ref(T initial) {
      value = new AtomicReference<>(initial);
    }

    @Override
    public T get() {
      return value.get();
    }

    @Override
    public void set(T v) {
      value.set(v);
    }

    @Override
    public boolean compareAndSet(T expected, T v) {
      return value.compareAndSet(expected, v);
    }

    @Override
    public T swap(T v) {
      return value.getAndSet(v);
    }
  }
}
