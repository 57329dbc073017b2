package giantless.lock.jpf;

import giantless.lock.AtomicInt;
import giantless.lock.explored.Operation;

/** atomic(9) on a plain field; every operation is a step. */
final class JpfAtomicInt extends AtomicInt {
  private final JpfWorld world;
  private int value;

  JpfAtomicInt(JpfWorld world, int initial) {
    this.world = world;
    this.value = initial;
  }

  private void step(Operation.Kind kind) {
    world.step(world.current(), kind, this, null);
  }

  @Override
  public int get() {
    step(Operation.Kind.GET);
    return value;
  }

  @Override
  public void set(int newValue) {
    step(Operation.Kind.SET);
    value = newValue;
  }

  @Override
  public boolean compareAndSet(int expected, int newValue) {
    step(Operation.Kind.CAS);
    boolean same = value == expected;
    world.result(world.current(), same);
    if (same) {
      value = newValue;
    }
    return same;
  }

  @Override
  public int fetchAdd(int delta) {
    step(Operation.Kind.ADD);
    int before = value;
    value = before + delta;
    return before;
  }

  @Override
  public int swap(int newValue) {
    step(Operation.Kind.SWAP);
    int before = value;
    value = newValue;
    return before;
  }
}
