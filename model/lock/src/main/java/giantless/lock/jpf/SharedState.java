package giantless.lock.jpf;

import giantless.lock.Giant;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Misuse;
import giantless.lock.WaitResult;
import giantless.lock.explored.Operation;

/**
 * What rwlock(9), sx(9) and rmlock(9) have in common: an owner and its depth, a count of shared
 * holds, and of the writers that stand in the queue, which hold off new readers but not a thread
 * that holds the lock shared already. The peer reads the fields.
 */
final class SharedState {
  private final JpfWorld world;
  private final LockObject lock;
  private final LockWatch watch;
  private JpfThread owner;
  private int recursed;
  private int readers;
  private int queuedWriters;
  private boolean destroyed;

  SharedState(JpfWorld world, LockObject lock, LockWatch watch) {
    this.world = world;
    this.lock = lock;
    this.watch = watch;
  }

  private boolean isFree() {
    return owner == null && readers == 0;
  }

  private boolean mayShare(JpfThread td) {
    return owner == null && (readers == 0 || queuedWriters == 0 || td.holds(lock));
  }

  /** Whether the lock is not there for the taking, so that its taker will sleep. */
  boolean wouldWait(JpfThread td, boolean shared) {
    return shared ? !mayShare(td) : !isFree() && owner != td;
  }

  /** Tells the watch; panics if this thread stands in its own way; true if it was recursion. */
  boolean begin(JpfThread td, LockMode mode) {
    if (watch != null) {
      watch.beforeAcquire(td, lock, mode);
    }
    if (owner == td) {
      if (mode == LockMode.SHARED) {
        throw Misuse.otherMode(lock, LockMode.SHARED);
      }
      if (!lock.lockClass().isRecursive()) {
        throw Misuse.recursion(lock);
      }
      recursed++;
      return true;
    }
    if (mode == LockMode.EXCLUSIVE && td.holds(lock)) {
      throw Misuse.otherMode(lock, LockMode.EXCLUSIVE);
    }
    return false;
  }

  /** The steps of acquiring; false if a signal ended the wait. */
  boolean acquire(JpfThread td, boolean shared, boolean catchSignals) {
    td.gateOpensOnSignal = catchSignals;
    boolean got = shared ? acquireShared(td) : acquireExclusive(td, catchSignals);
    td.gateOpensOnSignal = false;
    if (got) {
      take(td, shared);
    }
    return got;
  }

  private boolean acquireShared(JpfThread td) {
    int gate = td.holds(lock) ? Gate.SHARE_AGAIN : Gate.SHARE;
    world.await(td, Operation.Kind.RLOCK, lock, gate, this);
    return mayShare(td);
  }

  /** One step where it is free, and two where it is not: standing in the queue is one. */
  private boolean acquireExclusive(JpfThread td, boolean catchSignals) {
    world.step(td, Operation.Kind.WLOCK, lock, null);
    if (isFree()) {
      return true;
    }
    if (catchSignals && td.signal) {
      return false;
    }
    world.result(td, false);
    queuedWriters++;
    world.await(td, Operation.Kind.WLOCK_QUEUED, lock, Gate.EXCLUDE, this);
    queuedWriters--;
    return isFree();
  }

  private void take(JpfThread td, boolean shared) {
    checkAlive();
    td.hold(lock, shared);
    if (shared) {
      readers++;
    } else {
      owner = td;
    }
  }

  void acquired(JpfThread td, LockMode mode) {
    if (watch != null) {
      watch.acquired(td, lock, mode, false, 0);
    }
  }

  /** Acquires, for rw and rm, where no signal ends the wait. */
  void lock(LockMode mode) {
    JpfThread td = world.current();
    if (!begin(td, mode)) {
      acquire(td, mode == LockMode.SHARED, false);
    }
    acquired(td, mode);
  }

  /** Acquires, for sx and sleepable rm: Giant is dropped while a thread waits. */
  WaitResult lockWithoutGiant(Giant giant, LockMode mode, boolean catchSignals) {
    JpfThread td = world.current();
    int dropped = 0;
    if (!begin(td, mode)) {
      if (giant.isOwned()) {
        // The waits are a try, which takes no sleep, and then one without Giant.
        if (tryLock(mode, false)) {
          acquired(td, mode);
          return WaitResult.WOKEN;
        }
        dropped = giant.drop();
      }
      if (!acquire(td, mode == LockMode.SHARED, catchSignals)) {
        if (watch != null) {
          watch.gaveUp(td, lock, mode, -1);
        }
        giant.pickup(dropped);
        return WaitResult.INTERRUPTED;
      }
    }
    acquired(td, mode);
    giant.pickup(dropped);
    return WaitResult.WOKEN;
  }

  /**
   * @param tell whether to tell the watch
   */
  boolean tryLock(LockMode mode, boolean tell) {
    JpfThread td = world.current();
    boolean shared = mode == LockMode.SHARED;
    if (owner == td && !shared && lock.lockClass().isRecursive()) {
      recursed++;
    } else {
      world.step(td, shared ? Operation.Kind.TRY_RLOCK : Operation.Kind.TRY_WLOCK, lock, null);
      checkAlive();
      boolean may = shared ? mayShare(td) : isFree();
      world.result(td, may);
      if (!may) {
        return false;
      }
      take(td, shared);
    }
    if (watch != null && tell) {
      watch.acquired(td, lock, mode, true, 0);
    }
    return true;
  }

  /**
   * @param rightful false if the caller knows already that this is no hold of the thread's
   */
  void unlockShared(boolean rightful) {
    JpfThread td = world.current();
    if (watch != null) {
      watch.released(td, lock, LockMode.SHARED);
    }
    if (!rightful || !td.holdsShared(lock)) {
      checkAlive();
      throw Misuse.sharedUnlockByStranger(lock, td);
    }
    world.step(td, Operation.Kind.RUNLOCK, lock, null);
    readers--;
    td.unhold(lock);
  }

  void unlockExclusive() {
    JpfThread td = world.current();
    if (watch != null) {
      watch.released(td, lock, LockMode.EXCLUSIVE);
    }
    if (owner != td) {
      checkAlive();
      throw Misuse.unlockByStranger(lock, td);
    }
    if (recursed > 0) {
      recursed--;
      return;
    }
    world.step(td, Operation.Kind.WUNLOCK, lock, null);
    owner = null;
    td.unhold(lock);
  }

  boolean tryUpgrade() {
    JpfThread td = world.current();
    if (!td.holdsShared(lock)) {
      checkAlive();
      throw Misuse.upgradeByStranger(lock, td);
    }
    world.step(td, Operation.Kind.TRY_UPGRADE, lock, null);
    boolean sole = readers == 1;
    world.result(td, sole);
    if (!sole) {
      return false;
    }
    readers = 0;
    owner = td;
    change(td, LockMode.EXCLUSIVE);
    return true;
  }

  void downgrade() {
    JpfThread td = world.current();
    if (owner != td || recursed > 0) {
      checkAlive();
      throw Misuse.downgradeOf(lock, td, owner == td);
    }
    world.step(td, Operation.Kind.DOWNGRADE, lock, null);
    owner = null;
    readers = 1;
    change(td, LockMode.SHARED);
  }

  private void change(JpfThread td, LockMode mode) {
    td.unhold(lock);
    td.hold(lock, mode == LockMode.SHARED);
    if (watch != null) {
      watch.modeChanged(td, lock, mode);
    }
  }

  boolean isOwned() {
    return owner != null && owner == world.current();
  }

  boolean isHeld() {
    return world.current().holds(lock);
  }

  private void checkAlive() {
    if (destroyed) {
      throw Misuse.destroyed(lock);
    }
  }

  void destroy() {
    JpfThread td = world.current();
    world.step(td, Operation.Kind.DESTROY, lock, null);
    checkAlive();
    if (Checker.hasWaiters(lock)) {
      throw Misuse.destroyWithWaiters(lock);
    }
    if (readers > 0 || (owner != null && owner != td) || recursed > 0) {
      throw Misuse.destroyWhileHeld(lock);
    }
    if (watch != null) {
      if (owner == td) {
        watch.released(td, lock, LockMode.EXCLUSIVE);
      }
      watch.destroyed(td, lock);
    }
    if (owner == td) {
      owner = null;
      td.unhold(lock);
    }
    destroyed = true;
  }
}
