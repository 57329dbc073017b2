package giantless.lock.jpf;

import giantless.lock.AtomicRef;
import giantless.lock.explored.Operation;

/** A plain field; every operation is a step. */
final class JpfAtomicRef<T> extends AtomicRef<T> {
  private final JpfWorld world;
  private T value;

  JpfAtomicRef(JpfWorld world, T initial) {
    this.world = world;
    this.value = initial;
  }

  private void step(Operation.Kind kind) {
    world.step(world.current(), kind, this, null);
  }

  @Override
  public T get() {
    step(Operation.Kind.GET);
    return value;
  }

  @Override
  public void set(T newValue) {
    step(Operation.Kind.SET);
    value = newValue;
  }

  @Override
  public boolean compareAndSet(T expected, T newValue) {
    step(Operation.Kind.CAS);
    boolean same = value == expected;
    world.result(world.current(), same);
    if (same) {
      value = newValue;
    }
    return same;
  }

  @Override
  public T swap(T newValue) {
    step(Operation.Kind.SWAP);
    T before = value;
    value = newValue;
    return before;
  }
}
