package giantless.lock.explored;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Misuse;
import giantless.lock.Mtx;

/**
 * mutex(9) as an owner and a depth. Spin mutexes are no different here: a thread that cannot have
 * the lock is not scheduled. Who gets a released lock is the scheduler's choice.
 */
class ExploredMtx extends Mtx implements Gate, Resource {
  private final World world;
  private final int number;
  private final Sync order;
  private ExploredThread owner;
  private int recursed;
  private boolean destroyed;
  private Operation lockOp;
  private Operation tryOp;
  private Operation unlockOp;

  ExploredMtx(ExploredRuntime rt, LockClass lockClass) {
    super(rt, lockClass);
    if (lockClass.kind() != LockClass.Kind.MTX && lockClass.kind() != LockClass.Kind.SPIN) {
      throw Misuse.wrongKind(lockClass, "mutex");
    }
    this.world = rt.world();
    this.number = world.nextNumber();
    this.order = world.fields.sync(Edge.MTX);
  }

  /**
   * One that belongs to no machine.
   *
   * @param number what its world knows it by
   * @param watch is told of it, or null
   */
  ExploredMtx(World world, LockClass lockClass, int number, LockWatch watch) {
    super(lockClass, watch);
    this.world = world;
    this.number = number;
    this.order = world.fields.sync(Edge.MTX);
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public String baseName() {
    return lockClass().name();
  }

  @Override
  public long holds() {
    return owner == null ? 0 : Touched.HELD;
  }

  @Override
  public boolean admits(ExploredThread td, Operation op) {
    return owner == null;
  }

  @Override
  public LockObject wanted(ExploredThread td, Operation op) {
    return this;
  }

  boolean isFree() {
    return owner == null;
  }

  @Override
  public void lock() {
    ExploredThread td = world.enter();
    if (watch != null) {
      watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
    }
    long waited = 0;
    if (owner == td) {
      if (!lockClass().isRecursive()) {
        throw Misuse.recursion(this);
      }
      recursed++;
    } else {
      if (lockOp == null) {
        lockOp = Operation.write(Operation.Kind.LOCK, this, this);
      }
      boolean contended = owner != null;
      long start = world.now();
      world.visible(td, lockOp);
      take(td);
      waited = contended ? world.waitedSince(start) : 0;
    }
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, false, waited);
    }
  }

  private void take(ExploredThread td) {
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    owner = td;
    if (order != null) {
      order.acquire(td.clock);
    }
    td.hold(this, false);
  }

  @Override
  public boolean tryLock() {
    ExploredThread td = world.enter();
    if (owner == td) {
      if (!lockClass().isRecursive()) {
        return false;
      }
      recursed++;
    } else {
      if (tryOp == null) {
        tryOp = Operation.write(Operation.Kind.TRY_LOCK, this, null);
      }
      world.visible(td, tryOp);
      boolean free = owner == null;
      world.result(free ? 1 : 0);
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
    ExploredThread td = world.enter();
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
    if (unlockOp == null) {
      unlockOp = Operation.write(Operation.Kind.UNLOCK, this, null);
    }
    world.visible(td, unlockOp);
    handOn(td);
    owner = null;
    td.unhold(this);
  }

  private void handOn(ExploredThread td) {
    if (order != null) {
      order.release(td.clock);
    }
  }

  /** Releases all holds within the step of a sleep; returns how many there were. */
  int releaseAll(ExploredThread td) {
    int depth = recursed + 1;
    if (watch != null) {
      for (int i = 0; i < depth; i++) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
    }
    handOn(td);
    owner = null;
    recursed = 0;
    td.unhold(this);
    return depth;
  }

  /** Takes as many holds again, within the step of waking up, which found the lock free. */
  void takeAfterSleep(ExploredThread td, int depth) {
    take(td);
    if (watch != null) {
      // Whoever it throws to leaves what it had entered, and so must have it.
      try {
        watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
      } finally {
        watch.acquired(td, this, LockMode.EXCLUSIVE, false, 0);
      }
    }
    for (int i = 1; i < depth; i++) {
      lock();
    }
  }

  @Override
  public boolean isOwned() {
    return owner != null && owner == world.enter();
  }

  @Override
  public boolean isRecursed() {
    return recursed > 0 && isOwned();
  }

  @Override
  public void destroy() {
    ExploredThread td = world.enter();
    world.visible(td, Operation.write(Operation.Kind.DESTROY, this, null));
    if (destroyed) {
      throw Misuse.destroyed(this);
    }
    if (world.threads.hasWaiters(this)) {
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
      owner = null;
      td.unhold(this);
    }
    destroyed = true;
  }
}
