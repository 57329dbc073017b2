package giantless.lock.explored;

import giantless.lock.AtomicInt;

/** atomic(9) on a plain field; every operation is a step. */
final class ExploredAtomicInt extends AtomicInt implements Resource {
  private final World world;
  private final int number;
  private final Sync order;
  private int value;
  private Operation getOp;
  private Operation addOp;

  ExploredAtomicInt(World world, int initial) {
    this.world = world;
    this.number = world.nextNumber();
    this.order = world.fields.sync(Edge.ATOMIC);
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

  /** A step that writes. */
  private void step(Operation.Kind kind, boolean reads) {
    step(Operation.write(kind, this, null), reads, true);
  }

  private void step(Operation op, boolean reads, boolean writes) {
    ExploredThread td = world.enter();
    world.visible(td, op);
    if (order != null) {
      ordered(td, reads, writes);
    }
  }

  /** A step that writes only if the value is the expected one. */
  private boolean cas(int expected) {
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.CAS, this, null));
    boolean same = value == expected;
    if (order != null) {
      ordered(td, true, same);
    }
    return same;
  }

  private void ordered(ExploredThread td, boolean reads, boolean writes) {
    if (reads) {
      order.acquire(td.clock);
    }
    if (writes) {
      order.release(td.clock);
    }
  }

  @Override
  public int get() {
    if (getOp == null) {
      getOp = Operation.read(Operation.Kind.GET, this, null);
    }
    step(getOp, true, false);
    return value;
  }

  @Override
  public void set(int newValue) {
    step(Operation.Kind.SET, false);
    value = newValue;
  }

  @Override
  public boolean compareAndSet(int expected, int newValue) {
    boolean same = cas(expected);
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
    step(addOp, true, true);
    int before = value;
    value = before + delta;
    return before;
  }

  @Override
  public int swap(int newValue) {
    step(Operation.Kind.SWAP, true);
    int before = value;
    value = newValue;
    return before;
  }
}
