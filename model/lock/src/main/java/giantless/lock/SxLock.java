package giantless.lock;

/**
 * A shared/exclusive lock, sx(9): its holders may sleep, waiting for it is a sleep itself, and no
 * priority is lent. Not to be taken while a mutex is held.
 */
public abstract class SxLock extends LockObject {

  protected SxLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  /** sx_slock(9). */
  public abstract void slock();

  /** sx_slock_sig(9): {@code WOKEN} when acquired, {@code INTERRUPTED} when not. */
  public abstract WaitResult slockSig();

  /** sx_try_slock(9). */
  public abstract boolean trySlock();

  /** sx_sunlock(9). */
  public abstract void sunlock();

  /** sx_xlock(9). */
  public abstract void xlock();

  /** sx_xlock_sig(9): {@code WOKEN} when acquired, {@code INTERRUPTED} when not. */
  public abstract WaitResult xlockSig();

  /** sx_try_xlock(9). */
  public abstract boolean tryXlock();

  /** sx_xunlock(9). */
  public abstract void xunlock();

  /** sx_try_upgrade(9). */
  public abstract boolean tryUpgrade();

  /** sx_downgrade(9). */
  public abstract void downgrade();
}
