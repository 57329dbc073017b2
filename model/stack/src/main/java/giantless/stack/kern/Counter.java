package giantless.stack.kern;

import giantless.lock.Counter64;

/**
 * One statistic of the kernel, as netstat(1) prints them. No lock: any thread adds at any time, and
 * the sum is exact when they have come to rest. Made by {@link Kernel#counter}.
 */
public final class Counter {
  private final Counter64 value;

  Counter(Counter64 value) {
    this.value = value;
  }

  public void inc() {
    value.add(1);
  }

  public void add(long delta) {
    value.add(delta);
  }

  public long get() {
    return value.fetch();
  }

  /** As {@code netstat -z} does. */
  public void zero() {
    value.zero();
  }

  @Override
  public String toString() {
    return Long.toString(value.fetch());
  }
}
