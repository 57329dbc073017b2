package giantless.lock;

/**
 * Sleep and wakeup on a channel, sleep(9): any object serves as the channel, compared by identity.
 * All sleepers of one channel must use the same interlock. Giant, if held, is dropped over the
 * sleep.
 */
public abstract class SleepQueue {

  /** No time limit. */
  public static final long FOREVER = 0L;

  /**
   * msleep(9).
   *
   * @param channel what is waited for
   * @param interlock the mutex that is released while asleep and taken again; null for tsleep(9)
   * @param waitMessage shown for the sleeper
   * @param catchSignals {@code PCATCH}: a posted signal ends the sleep
   * @param nanos the longest sleep in nanoseconds, or {@link #FOREVER}
   * @param drop {@code PDROP}: do not take the interlock again
   */
  public abstract WaitResult sleep(
      Object channel,
      Mtx interlock,
      String waitMessage,
      boolean catchSignals,
      long nanos,
      boolean drop);

  /** msleep(9) without a time limit, signals or {@code PDROP}. */
  public final void sleep(Object channel, Mtx interlock, String waitMessage) {
    sleep(channel, interlock, waitMessage, false, FOREVER, false);
  }

  /** wakeup(9): wakes every sleeper of the channel. */
  public abstract void wakeup(Object channel);

  /** wakeup_one(9): wakes the sleeper of the best priority, the longest asleep among equals. */
  public abstract void wakeupOne(Object channel);
}
