package giantless.lock.jpf;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.RmLock;

/** rmlock(9) over a {@link SharedState}; the readers of all CPUs are in one count. */
final class JpfRmLock extends RmLock {
  private final SharedState state;

  JpfRmLock(JpfRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    LockClass.Kind kind = lockClass.kind();
    if (kind != LockClass.Kind.RM && kind != LockClass.Kind.RM_SLEEPABLE) {
      throw Misuse.wrongKind(lockClass, "rm");
    }
    this.state = new SharedState(rt.world(), this, watch);
  }

  /** One read hold. */
  private static final class Hold implements Tracker {
    private final JpfRmLock lock;
    private final JpfThread thread;
    private boolean over;

    Hold(JpfRmLock lock, JpfThread thread) {
      this.lock = lock;
      this.thread = thread;
    }
  }

  private JpfThread me() {
    return ((JpfRuntime) runtime()).world().current();
  }

  private void lock(LockMode mode) {
    if (lockClass().kind().isSleepable()) {
      state.lockWithoutGiant(runtime().giant(), mode, false);
    } else {
      state.lock(mode);
    }
  }

  @Override
  public Tracker rlock() {
    lock(LockMode.SHARED);
    return new Hold(this, me());
  }

  @Override
  public Tracker tryRlock() {
    return state.tryLock(LockMode.SHARED, true) ? new Hold(this, me()) : null;
  }

  @Override
  public void runlock(Tracker tracker) {
    Hold hold = tracker instanceof Hold ? (Hold) tracker : null;
    boolean mine = hold != null && hold.lock == this && hold.thread == me() && !hold.over;
    state.unlockShared(mine);
    hold.over = true;
  }

  @Override
  public void wlock() {
    lock(LockMode.EXCLUSIVE);
  }

  @Override
  public void wunlock() {
    state.unlockExclusive();
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
