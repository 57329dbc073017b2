package giantless.lock.explored;

import giantless.lock.AtomicInt;

/** atomic(9) on a plain field; every operation is a step. */
final class ExploredAtomicInt extends AtomicInt implements Resource {
  private final World world;
  private final int number;
  private int value;
  private Operation getOp;
  private Operation addOp;

  ExploredAtomicInt(World world, int initial) {
    this.world = world;
    this.number = world.nextNumber();
    this.value = initial;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String baseName() {
    return "atomic";
  }

  private void step(Operation.Kind kind) {
    world.visible(world.enter(), Operation.write(kind, this, null));
  }

  @Override
  public int get() {
    if (getOp == null) {
      getOp = Operation.read(Operation.Kind.GET, this, null);
    }
    world.visible(world.enter(), getOp);
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
    world.result(same ? 1 : 0);
    if (same) {
      value = newValue;
    }
    return same;
  }

  @Override
  public int fetchAdd(int delta) {
    if (addOp == null) {
      addOp = Operation.write(Operation.Kind.ADD, this, null);
    }
    world.visible(world.enter(), addOp);
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
