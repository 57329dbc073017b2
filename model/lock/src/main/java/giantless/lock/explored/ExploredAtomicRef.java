package giantless.lock.explored;

import giantless.lock.AtomicRef;

/** A reference in a plain field; every operation is a step. */
final class ExploredAtomicRef<T> extends AtomicRef<T> implements Resource {
  private final World world;
  private final int number;
  private final Sync order;
  private T value;

  ExploredAtomicRef(World world, T initial) {
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
    return "atomic reference";
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
  private boolean cas(T expected) {
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
  public T get() {
    step(Operation.read(Operation.Kind.GET, this, null), true, false);
    return value;
  }

  @Override
  public void set(T newValue) {
    step(Operation.Kind.SET, false);
    value = newValue;
  }

  @Override
  public boolean compareAndSet(T expected, T newValue) {
    boolean same = cas(expected);
    world.result(same ? 1 : 0);
    if (same) {
      value = newValue;
    }
    return same;
  }

  @Override
  public T swap(T newValue) {
    step(Operation.Kind.SWAP, true);
    T before = value;
    value = newValue;
    return before;
  }
}
