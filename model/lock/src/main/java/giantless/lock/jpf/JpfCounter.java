package giantless.lock.jpf;

import giantless.lock.Counter64;

/** counter(9) on a plain field: adding is no step, so nothing can be lost. */
final class JpfCounter extends Counter64 {
  private long sum;

  @Override
  public void add(long delta) {
    sum += delta;
  }

  @Override
  public long fetch() {
    return sum;
  }

  @Override
  public void zero() {
    sum = 0;
  }
}
