package giantless.lock.explored;

import giantless.lock.Giant;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Misuse;
import giantless.lock.WaitResult;

/**
 * What rwlock(9), sx(9) and rmlock(9) have in common: an owner and its depth, a count of shared
 * holds, and the writers that stand in the queue. A queued writer holds off new readers, but not a
 * thread that holds the lock shared already. What readers do reads the lock, so readers commute;
 * not so while a writer is queued, when one reader's hold keeps the next one out, which whoever
 * compares operations must know ({@link Touched#QUEUED_WRITER}). A writer that finds the lock taken
 * needs two steps: one to queue, which readers notice, and one to acquire.
 */
final class SharedState implements Gate {
  private final World world;
  private final LockObject lock;
  private final LockWatch watch;
  private final Sync order;
  private ExploredThread owner;
  private int recursed;
  private int readers;
  private int queuedWriters;
  private boolean destroyed;

  private final Operation rlockOp;
  private final Operation wlockOp;
  private Operation queuedOp;
  private Operation runlockOp;
  private Operation wunlockOp;

  SharedState(World world, LockObject lock, LockWatch watch) {
    this.world = world;
    this.lock = lock;
    this.watch = watch;
    this.order = world.fields.sync(Edge.WRITER, Edge.READER);
    this.rlockOp = Operation.read(Operation.Kind.RLOCK, lock, this);
    this.wlockOp = Operation.write(Operation.Kind.WLOCK, lock, null);
  }

  // ---- Gate ----

  @Override
  public boolean admits(ExploredThread td, Operation op) {
    boolean may = op.kind() == Operation.Kind.RLOCK ? mayShare(td) : isFree();
    return may || (op.third() != null && td.signal);
  }

  @Override
  public LockObject wanted(ExploredThread td, Operation op) {
    return op.third() == null ? lock : null;
  }

  private boolean isFree() {
    return owner == null && readers == 0;
  }

  private boolean mayShare(ExploredThread td) {
    return owner == null && (readers == 0 || queuedWriters == 0 || td.holds(lock));
  }

  // ---- Acquire ----

  /** Whether the lock is not there for the taking, so that its taker will sleep. */
  private boolean wouldWait(ExploredThread td, boolean shared) {
    return shared ? !mayShare(td) : !isFree() && owner != td;
  }

  /** Tells the watch; panics if this thread stands in its own way; true if it was recursion. */
  private boolean begin(ExploredThread td, LockMode mode) {
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
  private boolean acquire(ExploredThread td, boolean shared, boolean catchSignals) {
    if (shared) {
      world.visible(td, catchSignals ? signalled(Operation.Kind.RLOCK, td) : rlockOp);
      if (!mayShare(td)) {
        td.learnSignal();
        return false;
      }
    } else {
      world.visible(td, wlockOp);
      if (!isFree()) {
        // Whether a signal is posted is looked at in the queue alone, by the step that says so.
        world.result(0);
        queue(td, catchSignals);
        if (!isFree()) {
          td.learnSignal();
          return false;
        }
      }
    }
    take(td, shared);
    return true;
  }

  private void queue(ExploredThread td, boolean catchSignals) {
    queuedWriters++;
    if (queuedOp == null) {
      queuedOp = Operation.write(Operation.Kind.WLOCK_QUEUED, lock, this);
    }
    world.visible(td, catchSignals ? signalled(Operation.Kind.WLOCK_QUEUED, td) : queuedOp);
    queuedWriters--;
  }

  private Operation signalled(Operation.Kind kind, ExploredThread td) {
    return Operation.interruptible(kind, lock, td.signalKey, this);
  }

  private void take(ExploredThread td, boolean shared) {
    checkAlive();
    td.hold(lock, shared);
    if (order != null && shared) {
      order.acquire(td.clock);
    } else if (order != null) {
      order.acquireAll(td.clock);
    }
    if (shared) {
      readers++;
    } else {
      owner = td;
    }
  }

  private void acquired(ExploredThread td, LockMode mode, long waited) {
    if (watch != null) {
      watch.acquired(td, lock, mode, false, waited);
    }
  }

  private void gaveUp(ExploredThread td, LockMode mode, long waited) {
    if (watch != null) {
      watch.gaveUp(td, lock, mode, waited);
    }
  }

  /** Acquires, for rw and rm, where no signal ends the wait. */
  void lock(LockMode mode) {
    ExploredThread td = world.enter();
    long waited = 0;
    if (!begin(td, mode)) {
      boolean shared = mode == LockMode.SHARED;
      boolean contended = wouldWait(td, shared);
      long start = world.now();
      acquire(td, shared, false);
      waited = contended ? world.waitedSince(start) : 0;
    }
    acquired(td, mode, waited);
  }

  /** Acquires, for sx and sleepable rm: Giant is dropped while a thread waits. */
  WaitResult lockWithoutGiant(Giant giant, LockMode mode, boolean catchSignals) {
    ExploredThread td = world.enter();
    boolean shared = mode == LockMode.SHARED;
    long waited = 0;
    int dropped = 0;
    if (!begin(td, mode)) {
      boolean contended = wouldWait(td, shared);
      long start = world.now();
      if (giant.isOwned()) {
        // The waits are a try, which takes no sleep, and then one without Giant.
        if (tryLock(mode, false)) {
          acquired(td, mode, 0);
          return WaitResult.WOKEN;
        }
        contended = true;
        dropped = giant.drop();
      }
      if (!acquire(td, shared, catchSignals)) {
        gaveUp(td, mode, world.waitedSince(start));
        giant.pickup(dropped);
        return WaitResult.INTERRUPTED;
      }
      waited = contended ? world.waitedSince(start) : 0;
    }
    acquired(td, mode, waited);
    giant.pickup(dropped);
    return WaitResult.WOKEN;
  }

  /**
   * @param tell whether to tell the watch
   */
  boolean tryLock(LockMode mode, boolean tell) {
    ExploredThread td = world.enter();
    boolean shared = mode == LockMode.SHARED;
    if (owner == td && !shared && lock.lockClass().isRecursive()) {
      recursed++;
    } else {
      world.visible(
          td,
          shared
              ? Operation.read(Operation.Kind.TRY_RLOCK, lock, null)
              : Operation.write(Operation.Kind.TRY_WLOCK, lock, null));
      checkAlive();
      boolean may = shared ? mayShare(td) : isFree();
      world.result(may ? 1 : 0);
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

  // ---- Release ----

  /**
   * @param rightful false if the caller knows already that this is no hold of the thread's
   */
  void unlockShared(boolean rightful) {
    ExploredThread td = world.enter();
    if (watch != null) {
      watch.released(td, lock, LockMode.SHARED);
    }
    if (!rightful || !td.holdsShared(lock)) {
      checkAlive();
      throw Misuse.sharedUnlockByStranger(lock, td);
    }
    if (runlockOp == null) {
      runlockOp = Operation.read(Operation.Kind.RUNLOCK, lock, null);
    }
    world.visible(td, runlockOp);
    if (order != null) {
      order.releaseShared(td.clock);
    }
    readers--;
    td.unhold(lock);
  }

  void unlockExclusive() {
    ExploredThread td = world.enter();
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
    if (wunlockOp == null) {
      wunlockOp = Operation.write(Operation.Kind.WUNLOCK, lock, null);
    }
    world.visible(td, wunlockOp);
    handOn(td);
    owner = null;
    td.unhold(lock);
  }

  private void handOn(ExploredThread td) {
    if (order != null) {
      order.release(td.clock);
    }
  }

  // ---- Change of mode ----

  boolean tryUpgrade() {
    ExploredThread td = world.enter();
    if (!td.holdsShared(lock)) {
      checkAlive();
      throw Misuse.upgradeByStranger(lock, td);
    }
    world.visible(td, Operation.write(Operation.Kind.TRY_UPGRADE, lock, null));
    boolean sole = readers == 1;
    world.result(sole ? 1 : 0);
    if (!sole) {
      return false;
    }
    if (order != null) {
      order.acquireAll(td.clock);
    }
    readers = 0;
    owner = td;
    td.unhold(lock);
    td.hold(lock, false);
    if (watch != null) {
      watch.modeChanged(td, lock, LockMode.EXCLUSIVE);
    }
    return true;
  }

  void downgrade() {
    ExploredThread td = world.enter();
    if (owner != td || recursed > 0) {
      checkAlive();
      throw Misuse.downgradeOf(lock, td, owner == td);
    }
    world.visible(td, Operation.write(Operation.Kind.DOWNGRADE, lock, null));
    handOn(td);
    owner = null;
    readers = 1;
    td.unhold(lock);
    td.hold(lock, true);
    if (watch != null) {
      watch.modeChanged(td, lock, LockMode.SHARED);
    }
  }

  // ---- State ----

  long holds() {
    return (owner == null ? 0 : Touched.HELD)
        + Touched.SHARED_HOLD * readers
        + Touched.QUEUED_WRITER * queuedWriters;
  }

  boolean isOwned() {
    return owner != null && owner == world.enter();
  }

  boolean isHeld() {
    return world.enter().holds(lock);
  }

  private void checkAlive() {
    if (destroyed) {
      throw Misuse.destroyed(lock);
    }
  }

  void destroy() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.DESTROY, lock, null));
    checkAlive();
    if (world.threads.hasWaiters(lock)) {
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
