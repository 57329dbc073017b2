package giantless.lock.explored;

import giantless.lock.AtomicRef;

/** A reference in a plain field; every operation is a step. */
final class ExploredAtomicRef<T> extends AtomicRef<T> implements Resource {
  private final World world;
  private final int number;
  private T value;

  ExploredAtomicRef(World world, T initial) {
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
    return "atomic reference";
  }

  private void step(Operation.Kind kind) {
    world.visible(world.enter(), Operation.write(kind, this, null));
  }

  @Override
  public T get() {
    world.visible(world.enter(), Operation.read(Operation.Kind.GET, this, null));
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
    world.result(same ? 1 : 0);
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
