package giantless.lock.nat;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.RwLock;

/**
 * rwlock(9) over a {@link SharedWord}. Priority is lent to a writer; readers are anonymous to the
 * lock. Each thread counts its own shared holds, so that a reader may recurse past a waiting writer
 * and an unlock by a stranger is found.
 */
final class NativeRwLock extends RwLock {
  private final NativeRuntime rt;
  private final SharedWord state;

  NativeRwLock(NativeRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.RW) {
      throw Misuse.wrongKind(lockClass, "rw");
    }
    this.rt = rt;
    this.state = new SharedWord(rt, this, false);
  }

  private void lock(LockMode mode) {
    NativeThread td = rt.current();
    boolean shared = mode == LockMode.SHARED;
    if (watch != null) {
      watch.beforeAcquire(td, this, mode);
    }
    long waited = 0;
    if (!(shared ? state.tryShared(td) : state.tryExclusive(td))) {
      state.checkSelf(td, shared);
      long start = watch == null ? 0 : System.nanoTime();
      state.acquire(td, shared, false);
      waited = watch == null ? 0 : System.nanoTime() - start;
    }
    if (watch != null) {
      watch.acquired(td, this, mode, false, waited);
    }
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
  public void rlock() {
    lock(LockMode.SHARED);
  }

  @Override
  public boolean tryRlock() {
    return tryLock(LockMode.SHARED);
  }

  @Override
  public void runlock() {
    NativeThread td = rt.current();
    if (watch != null) {
      watch.released(td, this, LockMode.SHARED);
    }
    state.releaseShared(td);
  }

  @Override
  public void wlock() {
    lock(LockMode.EXCLUSIVE);
  }

  @Override
  public boolean tryWlock() {
    return tryLock(LockMode.EXCLUSIVE);
  }

  @Override
  public void wunlock() {
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
