package giantless.stack.kern;

import giantless.lock.contract.Racy;

/**
 * A number or a switch that sysctl(8) sets while the kernel reads it: the variable behind an OID.
 * No lock; a reader sees the value before or after a change.
 */
public final class Knob {
  @Racy("one word, set whole: a reader acts on the old value or on the new one, both were valid")
  private volatile int value;

  private final int min;
  private final int max;

  /** Any value. */
  public Knob(int value) {
    this(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Values from {@code min} to {@code max}; setting another is EINVAL. */
  public Knob(int value, int min, int max) {
    this.value = value;
    this.min = min;
    this.max = max;
  }

  public int get() {
    return value;
  }

  /** The value as a switch: whether it is not 0. */
  public boolean on() {
    return value != 0;
  }

  /** Returns EINVAL, and changes nothing, if the value is out of range. */
  public Errno set(int newValue) {
    if (newValue < min || newValue > max) {
      return Errno.EINVAL;
    }
    value = newValue;
    return Errno.OK;
  }
}
