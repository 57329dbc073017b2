package giantless.lock;

/** How a sleep ended. The stack maps it to 0, EINTR (or ERESTART) and EWOULDBLOCK, sleep(9). */
public enum WaitResult {
  /** A wakeup, a signal of the condition variable, or a broadcast ended it. */
  WOKEN,
  /** A signal was posted to the thread while it slept interruptibly, or before. */
  INTERRUPTED,
  /** The time ran out first. */
  TIMED_OUT
}
