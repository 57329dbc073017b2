package giantless.lock;

/**
 * A condition variable, condvar(9). The same mutex must be used with it at any one time. Giant, if
 * held, is dropped over the wait in addition.
 */
public abstract class CondVar {
  private final String waitMessage;

  protected CondVar(String waitMessage) {
    this.waitMessage = waitMessage;
  }

  /** What a sleeper is shown to wait for, at most a few letters ({@code wmesg}). */
  public final String waitMessage() {
    return waitMessage;
  }

  /** cv_wait(9): releases the mutex, sleeps until signalled, and takes the mutex again. */
  public abstract void await(Mtx mtx);

  /** cv_wait_sig(9): as {@link #await}, but ends also when a signal is posted to the thread. */
  public abstract WaitResult awaitSig(Mtx mtx);

  /**
   * cv_timedwait(9).
   *
   * @param nanos the longest sleep in nanoseconds, at least 1
   */
  public abstract WaitResult timedAwait(Mtx mtx, long nanos);

  /** cv_timedwait_sig(9). */
  public abstract WaitResult timedAwaitSig(Mtx mtx, long nanos);

  /** cv_signal(9): wakes the waiter of the best priority, the longest waiting among equals. */
  public abstract void signal();

  /** cv_broadcast(9): wakes all waiters. */
  public abstract void broadcast();

  /** Whether any thread waits; exact only while the mutex is held. */
  public abstract boolean hasWaiters();
}
