package giantless.lock.jpf;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;

/** sx(9) over a {@link SharedState}; Giant is dropped while a thread waits for it. */
final class JpfSxLock extends SxLock {
  private final SharedState state;
  private final JpfRuntime rt;

  JpfSxLock(JpfRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.SX) {
      throw Misuse.wrongKind(lockClass, "sx");
    }
    this.rt = rt;
    this.state = new SharedState(rt.world(), this, watch);
  }

  private WaitResult lock(LockMode mode, boolean catchSignals) {
    return state.lockWithoutGiant(rt.giant(), mode, catchSignals);
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
    return state.tryLock(LockMode.SHARED, true);
  }

  @Override
  public void sunlock() {
    state.unlockShared(true);
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
    return state.tryLock(LockMode.EXCLUSIVE, true);
  }

  @Override
  public void xunlock() {
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
