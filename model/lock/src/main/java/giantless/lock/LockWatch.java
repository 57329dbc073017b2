package giantless.lock;

/**
 * Is told what threads do with locks: WITNESS and lock profiling implement it. Calls come from the
 * thread that acts, which is passed along. A watch may throw {@link Panic} out of {@code before*}
 * calls, when nothing has been changed yet.
 */
public interface LockWatch {

  /** The thread is about to acquire and may block. Not called for try-locks. */
  void beforeAcquire(KThread thread, LockObject lock, LockMode mode);

  /**
   * The thread has acquired the lock (also by recursion).
   *
   * @param tried whether by a try-lock, which adds no edge to the order
   * @param waitedNanos time spent blocked; 0 if uncontended, -1 if the lock was contended but the
   *     time is not known
   */
  void acquired(KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos);

  /**
   * A signal has ended the thread's wait for the lock, which it does not have.
   *
   * @param waitedNanos time spent blocked
   */
  void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos);

  /** The thread is about to release one hold of the lock. */
  void released(KThread thread, LockObject lock, LockMode mode);

  /** A lock held by the thread changes mode (try-upgrade that succeeded, downgrade). */
  void modeChanged(KThread thread, LockObject lock, LockMode newMode);

  /**
   * The thread is about to sleep (not: to block on a mutex).
   *
   * @param interlock the one lock that the sleep releases, or null
   * @param what the wait message
   */
  void beforeSleep(KThread thread, LockObject interlock, String what);

  /** A thread comes to a point where it must hold no lock: a system call's or a thread's return. */
  void mustHoldNothing(KThread thread, String where);

  /** The lock is destroyed; holding it any longer is an error. */
  void destroyed(KThread thread, LockObject lock);
}
