package giantless.lock;

import java.util.concurrent.atomic.LongAdder;

/**
 * A statistics counter, counter(9): many threads add, few read. Striped where threads collide; the
 * sum is exact once the adders have come to rest. Adding is no visible step of the explored
 * runtime, since nothing in the kernel may decide by a statistic.
 */
public class Counter64 {
  private final LongAdder sum = new LongAdder();

  /** Made by {@link LockRuntime#counter64}. */
  protected Counter64() {}

  /** counter_u64_add(9). */
  public void add(long delta) {
    sum.add(delta);
  }

  /** counter_u64_fetch(9): exact when no thread is adding. */
  public long fetch() {
    return sum.sum();
  }

  /** counter_u64_zero(9). */
  public void zero() {
    sum.reset();
  }
}
