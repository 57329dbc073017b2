package giantless.stress.lincheck.monitor;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.RmLock;

/** rmlock(9) over {@link MonitorShared}. */
final class MonitorRmLock extends RmLock {
  private static final class Hold implements Tracker {}

  private final MonitorShared state = new MonitorShared();

  MonitorRmLock(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  @Override
  public Tracker rlock() {
    state.slock();
    return new Hold();
  }

  @Override
  public Tracker tryRlock() {
    return state.trySlock() ? new Hold() : null;
  }

  @Override
  public void runlock(Tracker tracker) {
    state.sunlock();
  }

  @Override
  public void wlock() {
    state.xlock();
  }

  @Override
  public void wunlock() {
    state.xunlock();
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
