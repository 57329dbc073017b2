package giantless.stress.lincheck.monitor;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;

/** sx(9) over {@link MonitorShared}; there are no signals. */
final class MonitorSxLock extends SxLock {
  private final MonitorShared state = new MonitorShared();

  MonitorSxLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  @Override
  public void slock() {
    state.slock();
  }

  @Override
  public WaitResult slockSig() {
    state.slock();
    return WaitResult.WOKEN;
  }

  @Override
  public boolean trySlock() {
    return state.trySlock();
  }

  @Override
  public void sunlock() {
    state.sunlock();
  }

  @Override
  public void xlock() {
    state.xlock();
  }

  @Override
  public WaitResult xlockSig() {
    state.xlock();
    return WaitResult.WOKEN;
  }

  @Override
  public boolean tryXlock() {
    return state.tryXlock();
  }

  @Override
  public void xunlock() {
    state.xunlock();
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

  @Override
  public boolean isHeld() {
    return state.isHeld();
  }

  @Override
  public void destroy() {}
}
