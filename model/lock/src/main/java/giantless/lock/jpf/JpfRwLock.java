package giantless.lock.jpf;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.RwLock;

/** rwlock(9) over a {@link SharedState}. */
final class JpfRwLock extends RwLock {
  private final SharedState state;

  JpfRwLock(JpfRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.RW) {
      throw Misuse.wrongKind(lockClass, "rw");
    }
    this.state = new SharedState(rt.world(), this, watch);
  }

  @Override
  public void rlock() {
    state.lock(LockMode.SHARED);
  }

  @Override
  public boolean tryRlock() {
    return state.tryLock(LockMode.SHARED, true);
  }

  @Override
  public void runlock() {
    state.unlockShared(true);
  }

  @Override
  public void wlock() {
    state.lock(LockMode.EXCLUSIVE);
  }

  @Override
  public boolean tryWlock() {
    return state.tryLock(LockMode.EXCLUSIVE, true);
  }

  @Override
  public void wunlock() {
    state.unlockExclusive();
  }

  @Override
  public boolean tryUpgrade() {
    return state.tryUpgrade();
  }

  @Override
  public void downgrade() {
    state.downgrade();
  }

  @Override
  public boolean isOwned() {
    return state.isOwned();
  }

  /** Exact with and without a watch. */
  @Override
  public boolean isHeld() {
    return state.isHeld();
  }

  @Override
  public void destroy() {
    state.destroy();
  }
}
