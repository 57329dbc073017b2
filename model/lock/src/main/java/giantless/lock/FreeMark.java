package giantless.lock;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What an allocator's objects have: a mark, changed atomically, that says whether the object is
 * free. Of any number of threads that free one object at the same instant, one finds it in use and
 * the others find it free, so a double free never passes. No visible step of the explored runtime,
 * since nothing in the kernel may decide by it but to panic.
 */
public abstract class FreeMark {
  private static final AtomicIntegerFieldUpdater<FreeMark> FREE =
      AtomicIntegerFieldUpdater.newUpdater(FreeMark.class, "free");

  private volatile int free;

  /** A new object is in use. */
  protected FreeMark() {}

  /** Marks it as free; false, and nothing has changed, if it is already. */
  public final boolean markFree() {
    return FREE.compareAndSet(this, 0, 1);
  }

  /** Marks it as in use: by the allocator, which alone has it, and hands it on under a lock. */
  public final void markUsed() {
    FREE.lazySet(this, 0);
  }

  /** Whether it is free now. */
  public final boolean isFree() {
    return free != 0;
  }
}
