package giantless.lock.nat;

import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * mutex(9) on an owner word: 0 when free, else the owner's thread id shifted left by one, with the
 * lowest bit set when threads stand in the turnstile ({@link #CONTESTED} alone: free, with
 * waiters). The bit changes only under the machine's turnstile lock; without it, lock and unlock
 * are one compare-and-set each.
 *
 * <p>A waiter first spins while the owner runs, for a bounded time, then blocks. Unlock wakes the
 * best waiter, which competes with whoever comes by (as in FreeBSD); a waiter that has lost {@link
 * #HANDOVER_AFTER} such races is made the owner by the next unlock that picks it, so that no waiter
 * starves. A spin mutex never blocks; since a JVM cannot keep its owner on the CPU, waiters yield
 * after {@link #SPINS_BEFORE_YIELD} rounds.
 */
final class NativeMtx extends Mtx {
  /** The contested bit; alone, a free lock with waiters. */
  static final long CONTESTED = 1;

  private static final long FREE = 0;
  private static final long DESTROYED = -1;

  /** Lost races after which a waiter is handed the lock. */
  static final int HANDOVER_AFTER = 8;

  static final int SPINS_BEFORE_YIELD = 200;

  private static final int FIRST_PAUSE_SHIFT = 4;
  private static final int MAX_PAUSE_SHIFT = 8;

  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(NativeMtx.class, "owner", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NativeRuntime rt;
  private volatile long owner;

  /** Holds beyond the first; the owner's alone. */
  private int recursed;

  /** Guarded by the turnstile lock. */
  private Turnstile turnstile;

  NativeMtx(NativeRuntime rt, LockClass lockClass, boolean watched) {
    super(rt, lockClass, watched);
    this.rt = rt;
  }

  private static long me() {
    return Thread.currentThread().getId() << 1;
  }

  // ---- Lock ----

  @Override
  public void lock() {
    if (watch != null || !OWNER.compareAndSet(this, FREE, me())) {
      lockSlow();
    }
  }

  private void lockSlow() {
    if (watch == null) {
      acquire();
      return;
    }
    KThread td = rt.curthread();
    watch.beforeAcquire(td, this, LockMode.EXCLUSIVE);
    if (OWNER.compareAndSet(this, FREE, me())) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, false, 0);
      return;
    }
    long start = System.nanoTime();
    boolean waited = acquire();
    watch.acquired(td, this, LockMode.EXCLUSIVE, false, waited ? System.nanoTime() - start : 0);
  }

  /** Returns whether it was contended: false for recursion. */
  private boolean acquire() {
    long me = me();
    if ((owner & ~CONTESTED) == me) {
      if (!lockClass().isRecursive()) {
        throw Misuse.recursion(this);
      }
      recursed++;
      return false;
    }
    if (lockClass().kind() == LockClass.Kind.SPIN) {
      acquireSpinning(me);
    } else {
      acquireBlocking(me);
    }
    return true;
  }

  private void acquireSpinning(long me) {
    int spins = 0;
    while (true) {
      long v = owner;
      if (v == FREE) {
        if (OWNER.compareAndSet(this, FREE, me)) {
          return;
        }
      } else if (v == DESTROYED) {
        throw Misuse.destroyed(this);
      }
      if (++spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        spins = 0;
        Thread.yield();
      }
    }
  }

  private void acquireBlocking(long me) {
    NativeThread td = null;
    int round = 0;
    while (true) {
      long v = owner;
      if (v == FREE && OWNER.compareAndSet(this, FREE, me)) {
        break;
      }
      if (v == FREE) {
        v = owner;
        if (v == FREE) {
          continue;
        }
      }
      if (v == CONTESTED) {
        if (claim(me)) {
          break;
        }
        continue;
      }
      if (v == DESTROYED) {
        throw Misuse.destroyed(this);
      }
      if (round < rt.spinRounds() && rt.isRunning(v >>> 1)) {
        pause(round++);
        continue;
      }
      if (td == null) {
        td = rt.current();
        td.lostRaces = 0;
        td.ticket = 0;
      }
      if (!block(td, v)) {
        continue;
      }
      td.await();
      if (td.granted) {
        return;
      }
      td.lostRaces++;
      round = 0;
    }
    Turnstile t = turnstile;
    if (td != null && t != null && t.heir == td) {
      t.heir = null;
    }
  }

  /**
   * Waits a while before the next look at a running owner, longer each round: each look takes the
   * lock's cache line away from the owner, which slows it down.
   */
  static void pause(int round) {
    for (int i = 1 << Math.min(FIRST_PAUSE_SHIFT + round, MAX_PAUSE_SHIFT); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /** Takes a free lock that has waiters, and inherits their priority. */
  private boolean claim(long me) {
    NativeThread td = rt.current();
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    boolean won = OWNER.compareAndSet(this, CONTESTED, me | CONTESTED);
    if (won) {
      turnstile.setOwner(td);
    }
    ts.unlock();
    return won;
  }

  /** Puts the thread into the turnstile, unless the lock has changed hands. */
  private boolean block(NativeThread td, long seen) {
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    long v = owner;
    if ((v & ~CONTESTED) != (seen & ~CONTESTED)
        || ((v & CONTESTED) == 0 && !OWNER.compareAndSet(this, v, v | CONTESTED))) {
      ts.unlock();
      return false;
    }
    if (turnstile == null) {
      turnstile = new Turnstile();
    }
    if (turnstile.heir == td) {
      turnstile.heir = null;
    }
    if (td.ticket == 0) {
      td.ticket = rt.nextTicket();
    }
    td.prepareToWait(false);
    turnstile.block(td, rt.threadOf(v >>> 1));
    td.nowBlocked();
    ts.unlock();
    return true;
  }

  @Override
  public boolean tryLock() {
    long me = me();
    KThread td = watch == null ? null : rt.curthread();
    if (!OWNER.compareAndSet(this, FREE, me)) {
      long v = owner;
      if (v == DESTROYED) {
        throw Misuse.destroyed(this);
      }
      if ((v & ~CONTESTED) == me) {
        if (!lockClass().isRecursive()) {
          return false;
        }
        recursed++;
      } else if (v != CONTESTED || !claim(me)) {
        return false;
      }
    }
    if (watch != null) {
      watch.acquired(td, this, LockMode.EXCLUSIVE, true, 0);
    }
    return true;
  }

  // ---- Unlock ----

  @Override
  public void unlock() {
    if (watch != null || recursed != 0 || !OWNER.compareAndSet(this, me(), FREE)) {
      unlockSlow();
    }
  }

  private void unlockSlow() {
    long me = me();
    if (watch != null) {
      watch.released(rt.curthread(), this, LockMode.EXCLUSIVE);
    }
    long v = owner;
    if ((v & ~CONTESTED) != me) {
      throw v == DESTROYED ? Misuse.destroyed(this) : Misuse.unlockByStranger(this, rt.curthread());
    }
    if (recursed > 0) {
      recursed--;
      return;
    }
    if (v == me && OWNER.compareAndSet(this, me, FREE)) {
      return;
    }
    NativeMtx ts = rt.turnstileLock();
    ts.lock();
    NativeThread woken = release();
    ts.unlock();
    if (woken != null) {
      woken.unparkThread();
    }
  }

  /** Under the turnstile lock: frees or hands over the lock; returns whom to unpark. */
  private NativeThread release() {
    Turnstile t = turnstile;
    t.setOwner(null);
    if (t.heir != null) {
      owner = CONTESTED;
      return null;
    }
    NativeThread best = t.best();
    t.unblock(best);
    boolean handover = best.lostRaces >= HANDOVER_AFTER;
    long rest = t.isEmpty() ? 0 : CONTESTED;
    if (handover) {
      owner = best.id << 1 | rest;
      t.setOwner(best);
    } else {
      t.heir = best;
      owner = rest;
    }
    best.wake(handover);
    return best;
  }

  // ---- State ----

  @Override
  public boolean isOwned() {
    return (owner & ~CONTESTED) == me();
  }

  @Override
  public boolean isRecursed() {
    return isOwned() && recursed > 0;
  }

  /** Whether threads stand in the turnstile, for tests. */
  boolean isContested() {
    long v = owner;
    return v != DESTROYED && (v & CONTESTED) != 0;
  }

  @Override
  public void destroy() {
    long me = me();
    long v = owner;
    if (v == DESTROYED) {
      throw Misuse.destroyed(this);
    }
    if ((v & CONTESTED) != 0) {
      throw Misuse.destroyWithWaiters(this);
    }
    if ((v != FREE && v != me) || (v == me && recursed > 0)) {
      throw Misuse.destroyWhileHeld(this);
    }
    if (watch != null) {
      KThread td = rt.curthread();
      if (v == me) {
        watch.released(td, this, LockMode.EXCLUSIVE);
      }
      watch.destroyed(td, this);
    }
    if (!OWNER.compareAndSet(this, v, DESTROYED)) {
      throw Misuse.destroyWhileHeld(this);
    }
  }
}
