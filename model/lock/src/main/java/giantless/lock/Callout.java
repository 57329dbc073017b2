package giantless.lock;

/**
 * A timer that calls a handler once, callout(9). Bound to a lock or to none. Bound to one,
 * softclock takes the lock before it looks whether the callout was cancelled, so that {@link #stop}
 * and {@link #reset} are exact while the lock is held; unbound, the handler may still run after
 * {@code stop} and must test {@link #isPending} and {@link #isActive} itself (locking reference,
 * section C.10).
 *
 * <p>The mutex must outlive the window between softclock's choice of the callout and its taking of
 * the mutex: {@link #drain} before destroying it.
 *
 * <p>All state is guarded by the callout lock of its {@link CalloutWheel}.
 */
public final class Callout {

  /** What runs at expiry. */
  @FunctionalInterface
  public interface Handler {
    void expire();
  }

  private final CalloutWheel wheel;
  private final Mtx mtx;
  private final boolean returnUnlocked;

  // Guarded by the wheel's callout lock; the wheel uses them.
  Handler handler;
  long time;
  long seq;

  /** Its place in the wheel's heap, or -1: not pending. */
  int index = -1;

  boolean active;

  /** How many threads wait in {@link #drain}; while there are any, it is not scheduled again. */
  int drainers;

  private Callout(CalloutWheel wheel, Mtx mtx, boolean returnUnlocked) {
    this.wheel = wheel;
    this.mtx = mtx;
    this.returnUnlocked = returnUnlocked;
  }

  /** callout_init(9) with {@code mpsafe}: the handler runs with no lock held. */
  public static Callout mpsafe(CalloutWheel wheel) {
    return new Callout(wheel, null, false);
  }

  /** callout_init(9) without {@code mpsafe}: the handler runs under Giant. */
  public static Callout giant(CalloutWheel wheel) {
    return new Callout(wheel, wheel.runtime().giant().mtx(), false);
  }

  /** callout_init_mtx(9): the handler runs with the mutex held, and softclock releases it. */
  public static Callout withMtx(CalloutWheel wheel, Mtx mtx) {
    return new Callout(wheel, notNull(mtx), false);
  }

  /** callout_init_mtx(9) with {@code CALLOUT_RETURNUNLOCKED}: the handler releases the mutex. */
  public static Callout withMtxReturnUnlocked(CalloutWheel wheel, Mtx mtx) {
    return new Callout(wheel, notNull(mtx), true);
  }

  private static Mtx notNull(Mtx mtx) {
    if (mtx == null) {
      throw new NullPointerException("mutex of a callout");
    }
    return mtx;
  }

  Mtx mtx() {
    return mtx;
  }

  boolean returnUnlocked() {
    return returnUnlocked;
  }

  /**
   * callout_reset(9): schedules the handler, and cancels what was scheduled before. Bound to a lock
   * and chosen by softclock, but not yet run, it is cancelled too. Does not schedule while a thread
   * waits in {@link #drain}.
   *
   * @param nanos from now, at least 0, where 0 is taken as 1
   * @return true if a pending expiry was cancelled
   * @throws Panic if the machine is shut down
   */
  public boolean reset(long nanos, Handler newHandler) {
    if (nanos < 0) {
      throw new IllegalArgumentException("callout in " + nanos + " ns");
    }
    if (newHandler == null) {
      throw new NullPointerException("handler of a callout");
    }
    return wheel.reset(this, nanos, newHandler);
  }

  /**
   * callout_stop(9): cancels without waiting. Exact for a caller that holds the callout's mutex;
   * without it, a callout which softclock has chosen counts as running.
   *
   * @return true if it won: the handler will not run; false if it was not pending, or runs already
   */
  public boolean stop() {
    return wheel.stop(this);
  }

  /**
   * callout_drain(9): cancels, and waits until a running handler has returned. May sleep: no mutex
   * may be held, least of all one that the handler needs. Giant is dropped over the sleep.
   *
   * @return true if a pending expiry was cancelled
   * @throws Panic if called by the handler itself
   */
  public boolean drain() {
    return wheel.drain(this);
  }

  /** callout_pending(9): scheduled and not yet taken by softclock. */
  public boolean isPending() {
    return wheel.isPending(this);
  }

  /** callout_active(9): scheduled, and neither stopped nor deactivated since. */
  public boolean isActive() {
    return wheel.isActive(this);
  }

  /** callout_deactivate(9). */
  public void deactivate() {
    wheel.deactivate(this);
  }
}
