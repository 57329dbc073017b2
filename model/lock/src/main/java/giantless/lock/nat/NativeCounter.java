package giantless.lock.nat;

import giantless.lock.Counter64;

/**
 * counter(9) with a place of its own for each kernel thread of the machine, to which that thread
 * adds without an atomic operation; other threads share the sum of the base class. The places
 * outlive their threads.
 */
final class NativeCounter extends Counter64 {
  private final NativeRuntime rt;

  /** Its place in {@link NativeThread#count}. */
  private final int index;

  /** What was in the places when it was zeroed last. */
  private volatile long zeroed;

  NativeCounter(NativeRuntime rt, int index) {
    this.rt = rt;
    this.index = index;
  }

  @Override
  public void add(long delta) {
    Thread t = Thread.currentThread();
    if (t instanceof KernelThread) {
      NativeThread td = ((KernelThread) t).td;
      if (td.rt == rt) {
        td.count(index, delta);
        return;
      }
    }
    super.add(delta);
  }

  @Override
  public long fetch() {
    return super.fetch() + rt.counted(index) - zeroed;
  }

  @Override
  public void zero() {
    super.zero();
    zeroed = rt.counted(index);
  }
}
