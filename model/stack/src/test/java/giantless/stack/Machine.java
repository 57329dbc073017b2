package giantless.stack;

import giantless.lock.witness.Witness;

/** Hosts for tests: Witness watches, and the end demands that nothing is left. */
public final class Machine {
  private Machine() {}

  /** Two CPUs on the native runtime, with Witness. */
  public static Host.Builder builder() {
    return Host.builder().cpus(2).watch(new Witness());
  }

  public static Host host() {
    return builder().build();
  }
}
