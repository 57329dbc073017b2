package giantless.stress.lincheck.monitor;

/** Object.wait, whose interrupts only the end of a run that hangs sends. */
final class Waits {
  private Waits() {}

  /** The caller holds the monitor, and tests its condition again. */
  static void on(Object monitor) {
    try {
      monitor.wait();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
