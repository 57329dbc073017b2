package giantless.stress.lincheck.monitor;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Misuse;
import giantless.lock.Mtx;

/** mutex(9) on the monitor of this object, with the owner, the recursion and the misuse panics. */
final class MonitorMtx extends Mtx {
  private Thread owner;
  private int depth;
  private boolean destroyed;

  MonitorMtx(LockRuntime runtime, LockClass lockClass) {
    super(runtime, lockClass);
  }

  @Override
  public synchronized void lock() {
    Thread me = Thread.currentThread();
    if (owner == me) {
      if (!lockClass().isRecursive()) {
        throw Misuse.recursion(this);
      }
      depth++;
      return;
    }
    while (owner != null) {
      Waits.on(this);
    }
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    owner = me;
  }

  @Override
  public synchronized boolean tryLock() {
    Thread me = Thread.currentThread();
    if (owner == me && lockClass().isRecursive()) {
      depth++;
      return true;
    }
    if (owner != null || destroyed) {
      return false;
    }
    owner = me;
    return true;
  }

  @Override
  public synchronized void unlock() {
    if (owner != Thread.currentThread()) {
      throw Misuse.unlockByStranger(this, runtime().curthread());
    }
    if (depth > 0) {
      depth--;
      return;
    }
    owner = null;
    notifyAll();
  }

  /** Only the thread itself makes this true or false: no point for a switch. */
  @Override
  public boolean isOwned() {
    return owner == Thread.currentThread();
  }

  @Override
  public synchronized boolean isRecursed() {
    return isOwned() && depth > 0;
  }

  @Override
  public synchronized void destroy() {
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    if (owner != null && (!isOwned() || depth > 0)) {
      throw Misuse.destroyWhileHeld(this);
    }
    owner = null;
    destroyed = true;
  }
}
