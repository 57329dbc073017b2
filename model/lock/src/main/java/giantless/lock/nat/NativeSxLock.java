package giantless.lock.nat;

import giantless.lock.Giant;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;

/**
 * sx(9) over a {@link SharedWord} whose waiters stand under a sleep queue chain. No priority is
 * lent; Giant is dropped while the thread waits, and taken again after the lock.
 */
final class NativeSxLock extends SxLock {
  private final NativeRuntime rt;
  private final SharedWord state;

  NativeSxLock(NativeRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.SX) {
      throw Misuse.wrongKind(lockClass, "sx");
    }
    this.rt = rt;
    this.state = new SharedWord(rt, this, true);
  }

  private WaitResult lock(LockMode mode, boolean catchSignals) {
    NativeThread td = rt.current();
    boolean shared = mode == LockMode.SHARED;
    if (watch != null) {
      watch.beforeAcquire(td, this, mode);
    }
    long waited = 0;
    int dropped = 0;
    Giant giant = rt.giant();
    if (!(shared ? state.tryShared(td) : state.tryExclusive(td))) {
      state.checkSelf(td, shared);
      long start = watch == null ? 0 : System.nanoTime();
      dropped = giant.drop();
      if (!state.acquire(td, shared, catchSignals)) {
        if (watch != null) {
          watch.gaveUp(td, this, mode, System.nanoTime() - start);
        }
        giant.pickup(dropped);
        return WaitResult.INTERRUPTED;
      }
      waited = watch == null ? 0 : System.nanoTime() - start;
    }
    if (watch != null) {
      watch.acquired(td, this, mode, false, waited);
    }
    giant.pickup(dropped);
    return WaitResult.WOKEN;
  }

  private boolean tryLock(LockMode mode) {
    NativeThread td = rt.current();
    boolean won = mode == LockMode.SHARED ? state.tryShared(td) : state.tryExclusive(td);
    if (won && watch != null) {
      watch.acquired(td, this, mode, true, 0);
    }
    return won;
  }

  @Override
  public void slock() {
    lock(LockMode.SHARED, false);
  }

  @Override
  public WaitResult slockSig() {
    return lock(LockMode.SHARED, true);
  }

  @Override
  public boolean trySlock() {
    return tryLock(LockMode.SHARED);
  }

  @Override
  public void sunlock() {
    NativeThread td = rt.current();
    if (watch != null) {
      watch.released(td, this, LockMode.SHARED);
    }
    state.releaseShared(td);
  }

  @Override
  public void xlock() {
    lock(LockMode.EXCLUSIVE, false);
  }

  @Override
  public WaitResult xlockSig() {
    return lock(LockMode.EXCLUSIVE, true);
  }

  @Override
  public boolean tryXlock() {
    return tryLock(LockMode.EXCLUSIVE);
  }

  @Override
  public void xunlock() {
    NativeThread td = rt.current();
    if (watch != null) {
      watch.released(td, this, LockMode.EXCLUSIVE);
    }
    state.releaseExclusive(td);
  }

  @Override
  public boolean tryUpgrade() {
    NativeThread td = rt.current();
    boolean won = state.tryUpgrade(td);
    if (won && watch != null) {
      watch.modeChanged(td, this, LockMode.EXCLUSIVE);
    }
    return won;
  }

  @Override
  public void downgrade() {
    NativeThread td = rt.current();
    state.downgrade(td);
    if (watch != null) {
      watch.modeChanged(td, this, LockMode.SHARED);
    }
  }

  @Override
  public boolean isOwned() {
    return state.isOwner(rt.current());
  }

  /** Exact with and without a watch. */
  @Override
  public boolean isHeld() {
    NativeThread td = rt.current();
    return state.isOwner(td) || state.isShared(td);
  }

  @Override
  public void destroy() {
    NativeThread td = rt.current();
    long checked = state.checkDestroy(td);
    if (watch != null) {
      if (state.isOwner(td)) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
      watch.destroyed(td, this);
    }
    state.destroy(checked);
  }
}
