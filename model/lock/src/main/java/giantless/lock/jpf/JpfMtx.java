package giantless.lock.jpf;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.explored.Operation;

/**
 * mutex(9) as the monitor of the JVM under check, with its owner and depth. Spin mutexes are no
 * different: a thread that cannot have the lock is not scheduled. Who gets a released lock is the
 * search's choice.
 */
final class JpfMtx extends Mtx {
  private final JpfWorld world;

  /** Who has the monitor, by which the peer knows whether the mutex is free. */
  private JpfThread owner;

  private int recursed;
  private boolean destroyed;

  JpfMtx(JpfRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.MTX && lockClass.kind() != LockClass.Kind.SPIN) {
      throw Misuse.wrongKind(lockClass, "mutex");
    }
    this.world = rt.world();
  }

  @Override
  public void lock() {
    JpfThread td = world.current();
    if (watch != null) {
      watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
    }
    if (owner == td) {
      if (!lockClass().isRecursive()) {
        throw Misuse.recursion(this);
      }
      recursed++;
    } else {
      world.await(td, Operation.Kind.LOCK, this, Gate.MTX, this);
      take(td);
    }
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, false, 0);
    }
  }

  private void take(JpfThread td) {
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    owner = td;
    Checker.monitorEnter(this);
    td.hold(this, false);
  }

  private void letGo(JpfThread td) {
    owner = null;
    Checker.monitorExit(this);
    td.unhold(this);
  }

  @Override
  public boolean tryLock() {
    JpfThread td = world.current();
    if (owner == td) {
      if (!lockClass().isRecursive()) {
        return false;
      }
      recursed++;
    } else {
      world.step(td, Operation.Kind.TRY_LOCK, this, null);
      boolean free = owner == null;
      world.result(td, free);
      if (!free) {
        return false;
      }
      take(td);
    }
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, true, 0);
    }
    return true;
  }

  @Override
  public void unlock() {
    JpfThread td = world.current();
    if (watch != null) {
      watch.released(td, this, LockMode.EXCLUSIVE);
    }
    if (owner != td) {
      throw destroyed ? Misuse.destroyed(this) : Misuse.unlockByStranger(this, td);
    }
    if (recursed > 0) {
      recursed--;
      return;
    }
    world.step(td, Operation.Kind.UNLOCK, this, null);
    letGo(td);
  }

  /** Releases all holds within the step of a sleep; returns how many there were. */
  int releaseAll(JpfThread td) {
    int depth = recursed + 1;
    if (watch != null) {
      for (int i = 0; i < depth; i++) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
    }
    recursed = 0;
    letGo(td);
    return depth;
  }

  /** Takes as many holds again, within the step of waking up, which found the lock free. */
  void takeAfterSleep(JpfThread td, int depth) {
    if (watch != null) {
      watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
    }
    take(td);
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, false, 0);
    }
    for (int i = 1; i < depth; i++) {
      lock();
    }
  }

  @Override
  public boolean isOwned() {
    return owner != null && owner == world.current();
  }

  @Override
  public boolean isRecursed() {
    return recursed > 0 && isOwned();
  }

  @Override
  public void destroy() {
    JpfThread td = world.current();
    world.step(td, Operation.Kind.DESTROY, this, null);
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    if (Checker.hasWaiters(this)) {
      throw Misuse.destroyWithWaiters(this);
    }
    if ((owner != null && owner != td) || recursed > 0) {
      throw Misuse.destroyWhileHeld(this);
    }
    if (watch != null) {
      if (owner == td) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
      watch.destroyed(td, this);
    }
    if (owner == td) {
      letGo(td);
    }
    destroyed = true;
  }
}
