package giantless.lock;

/**
 * A timer that calls a handler once, callout(9). Bound to a lock or to none. Bound to one, softclock
 * takes the lock before it looks whether the callout was cancelled, so that {@link #stop} and {@link
 * #reset} are exact while the lock is held; unbound, the handler may still run after {@code stop}
 * and must test {@link #isPending} and {@link #isActive} itself (locking reference, section C.10).
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
    throw new UnsupportedOperationException("skeleton");
  }

  /** callout_init_mtx(9): the handler runs with the mutex held, and softclock releases it. */
  public static Callout withMtx(CalloutWheel wheel, Mtx mtx) {
    return new Callout(wheel, mtx, false);
  }

  /** callout_init_mtx(9) with {@code CALLOUT_RETURNUNLOCKED}: the handler releases the mutex. */
  public static Callout withMtxReturnUnlocked(CalloutWheel wheel, Mtx mtx) {
    return new Callout(wheel, mtx, true);
  }

  /**
   * callout_reset(9): schedules the handler, and cancels what was scheduled before.
   *
   * @param nanos from now, at least 0
   * @return true if a pending expiry was cancelled
   */
  public boolean reset(long nanos, Handler handler) {
    throw new UnsupportedOperationException("skeleton" + wheel + mtx + returnUnlocked);
  }

  /**
   * callout_stop(9): cancels without waiting.
   *
   * @return true if it won: the handler will not run; false if it was not pending, or runs already
   */
  public boolean stop() {
    throw new UnsupportedOperationException("skeleton");
  }

  /**
   * callout_drain(9): cancels, and waits until a running handler has returned. May sleep: no mutex
   * may be held, least of all one that the handler needs.
   *
   * @return as {@link #stop}
   */
  public boolean drain() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** callout_pending(9): scheduled and not yet taken by softclock. */
  public boolean isPending() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** callout_active(9): scheduled, and neither stopped nor deactivated since. */
  public boolean isActive() {
    throw new UnsupportedOperationException("skeleton");
  }

  /** callout_deactivate(9). */
  public void deactivate() {
    throw new UnsupportedOperationException("skeleton");
  }
}
