package giantless.lock;

/**
 * A mutex, mutex(9). Its {@link LockClass} says whether it is a sleep or a spin mutex and whether
 * it may recurse. Sleep mutexes spin while the owner runs and then block on a turnstile, which
 * lends the waiters' priority to the owner.
 */
public abstract class Mtx extends LockObject {

  protected Mtx(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  /** As {@link LockObject#LockObject(LockRuntime, LockClass, boolean)}. */
  protected Mtx(LockRuntime runtime, LockClass lockClass, boolean watched) {
    super(runtime, lockClass, watched);
  }

  /** As {@link LockObject#LockObject(LockClass, LockWatch)}. */
  protected Mtx(LockClass lockClass, LockWatch watch) {
    super(lockClass, watch);
  }

  /**
   * mtx_lock(9).
   *
   * @throws Panic if the calling thread owns it already and its class is not recursive
   */
  public abstract void lock();

  /** mtx_trylock(9): true if it was acquired. Recursion succeeds for a recursive class only. */
  public abstract boolean tryLock();

  /**
   * mtx_unlock(9).
   *
   * @throws Panic if the calling thread is not the owner
   */
  public abstract void unlock();

  /** mtx_recursed(9): whether the caller owns it more than once. */
  public abstract boolean isRecursed();

  @Override
  public final boolean isHeld() {
    return isOwned();
  }
}
