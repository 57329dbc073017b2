package giantless.stress.lincheck.monitor;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.RwLock;

/** rwlock(9) over {@link MonitorShared}. */
final class MonitorRwLock extends RwLock {
  private final MonitorShared state = new MonitorShared();

  MonitorRwLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  @Override
  public void rlock() {
    state.slock();
  }

  @Override
  public boolean tryRlock() {
    return state.trySlock();
  }

  @Override
  public void runlock() {
    state.sunlock();
  }

  @Override
  public void wlock() {
    state.xlock();
  }

  @Override
  public boolean tryWlock() {
    return state.tryXlock();
  }

  @Override
  public void wunlock() {
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
