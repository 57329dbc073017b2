package giantless.lock.nat;

import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.Misuse;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state word and the waiters of a lock that can be held shared or exclusively: what rwlock(9)
 * and sx(9) have in common. The word: 0 free; {@link #SHARED} and a count of readers; or the
 * owner's thread id; {@link #WAITERS} in both cases when threads wait. WAITERS changes only under
 * the guard, the machine's turnstile lock for an rw lock, a sleep queue chain for an sx lock.
 *
 * <p>Ownership is handed over: whoever is woken holds the lock. After an exclusive owner come all
 * waiting readers if the best of them is as good as the best waiting writer, after readers the best
 * writer, so that neither kind starves the other. A waiting writer holds off new readers, but not a
 * thread that holds the lock shared already.
 */
final class SharedWord {
  private static final long SHARED = 1;
  private static final long WAITERS = 2;
  private static final int SHIFT = 2;
  private static final long ONE = 1L << SHIFT;
  private static final long DESTROYED = -1;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(SharedWord.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NativeRuntime rt;
  private final LockObject lock;
  private final boolean sleepable;
  private final NativeMtx guard;
  private volatile long word;
  private int recursed;
  private final Turnstile queue = new Turnstile();

  SharedWord(NativeRuntime rt, LockObject lock, boolean sleepable) {
    this.rt = rt;
    this.lock = lock;
    this.sleepable = sleepable;
    this.guard = sleepable ? rt.sleepChain(lock).lock : rt.turnstileLock();
  }

  private static boolean isExclusive(long v) {
    return v != 0 && (v & SHARED) == 0;
  }

  private static long exclusive(NativeThread td) {
    return td.id << SHIFT;
  }

  // ---- Acquire ----

  boolean tryShared(NativeThread td) {
    while (true) {
      long v = word;
      checkAlive(v);
      boolean may =
          v == 0 || ((v & SHARED) != 0 && ((v & WAITERS) == 0 || td.sharedHolds(lock) > 0));
      if (!may) {
        return false;
      }
      if (WORD.compareAndSet(this, v, (v | SHARED) + ONE)) {
        td.pushShared(lock);
        return true;
      }
    }
  }

  boolean tryExclusive(NativeThread td) {
    long v = word;
    checkAlive(v);
    if (v == 0) {
      return WORD.compareAndSet(this, 0L, exclusive(td));
    }
    if (isOwner(td) && lock.lockClass().isRecursive()) {
      recursed++;
      return true;
    }
    return false;
  }

  /** Panics if this thread can never get the lock, since it stands in its own way. */
  void checkSelf(NativeThread td, boolean shared) {
    if (isOwner(td)) {
      if (shared) {
        throw Misuse.otherMode(lock, LockMode.SHARED);
      }
      if (!lock.lockClass().isRecursive()) {
        throw Misuse.recursion(lock);
      }
    } else if (!shared && td.sharedHolds(lock) > 0) {
      throw Misuse.otherMode(lock, LockMode.EXCLUSIVE);
    }
  }

  /** Waits for the lock after a try failed; false if a signal ended it. */
  boolean acquire(NativeThread td, boolean shared, boolean catchSignals) {
    int round = 0;
    while (true) {
      if (shared ? tryShared(td) : tryExclusive(td)) {
        return true;
      }
      long v = word;
      if (round < rt.spinRounds() && isExclusive(v) && rt.isRunning(v >>> SHIFT)) {
        NativeMtx.pause(round++);
        continue;
      }
      if (catchSignals && td.isInterrupted()) {
        return false;
      }
      guard.lock();
      v = word;
      boolean free = v == 0 || (shared && (v & (SHARED | WAITERS)) == SHARED);
      if (v == DESTROYED || free || !WORD.compareAndSet(this, v, v | WAITERS)) {
        guard.unlock();
        continue;
      }
      td.ticket = rt.nextTicket();
      td.prepareToWait(shared);
      if (sleepable) {
        queue.insert(td);
      } else {
        queue.block(td, isExclusive(v) ? rt.threadOf(v >>> SHIFT) : null);
      }
      td.nowBlocked();
      guard.unlock();
      if (!catchSignals) {
        td.await();
      } else if (!td.await(LockRuntime.NEVER, null, true) && leave(td)) {
        return false;
      }
      if (shared) {
        td.pushShared(lock);
      }
      return true;
    }
  }

  /** Takes an interrupted waiter out; false if it was given the lock meanwhile. */
  private boolean leave(NativeThread td) {
    guard.lock();
    if (td.granted) {
      guard.unlock();
      td.await();
      return false;
    }
    queue.remove(td);
    NativeThread readers = null;
    while (true) {
      long v = word;
      long next = v;
      int n = 0;
      if ((v & SHARED) != 0 && queue.best(false) == null) {
        n = countReaders();
        next = (v & ~WAITERS) + n * ONE;
      } else if (queue.isEmpty()) {
        next = v & ~WAITERS;
      }
      if (next == v || WORD.compareAndSet(this, v, next)) {
        if (n > 0) {
          readers = takeReaders();
        }
        break;
      }
    }
    guard.unlock();
    unparkAll(readers);
    return true;
  }

  // ---- Release ----

  void releaseShared(NativeThread td) {
    if (!td.popShared(lock)) {
      checkAlive(word);
      throw Misuse.sharedUnlockByStranger(lock, td);
    }
    while (true) {
      long v = word;
      boolean last = v >>> SHIFT == 1;
      if (last && (v & WAITERS) != 0) {
        if (handOver(false)) {
          return;
        }
        continue;
      }
      if (WORD.compareAndSet(this, v, last ? 0 : v - ONE)) {
        return;
      }
    }
  }

  void releaseExclusive(NativeThread td) {
    if (!isOwner(td)) {
      checkAlive(word);
      throw Misuse.unlockByStranger(lock, td);
    }
    if (recursed > 0) {
      recursed--;
      return;
    }
    if (!WORD.compareAndSet(this, exclusive(td), 0L)) {
      handOver(true);
    }
  }

  /**
   * Gives the lock to whom it goes next. The caller was the last holder; false if it is not, since
   * the waiter that held off others has left and new readers have come.
   */
  private boolean handOver(boolean fromExclusive) {
    guard.lock();
    if (!fromExclusive && word != (SHARED | ONE | WAITERS)) {
      guard.unlock();
      return false;
    }
    NativeThread writer = queue.best(false);
    NativeThread reader = queue.best(true);
    boolean toReaders =
        writer == null
            || (fromExclusive && reader != null && reader.priority() <= writer.priority());
    NativeThread woken = null;
    if (writer == null && reader == null) {
      word = 0;
    } else if (toReaders) {
      long n = countReaders();
      woken = takeReaders();
      queue.setOwner(null);
      word = SHARED | n * ONE | waitersBit();
    } else {
      take(writer);
      woken = writer;
      word = exclusive(writer) | waitersBit();
      if (!sleepable) {
        queue.setOwner(writer);
      }
      writer.next = null;
      writer.granted = true;
    }
    guard.unlock();
    unparkAll(woken);
    return true;
  }

  private long waitersBit() {
    return queue.isEmpty() ? 0 : WAITERS;
  }

  private void take(NativeThread td) {
    if (sleepable) {
      queue.remove(td);
    } else {
      queue.unblock(td);
    }
  }

  private int countReaders() {
    int n = 0;
    for (NativeThread at = queue.head(); at != null; at = at.next) {
      if (at.waitShared) {
        n++;
      }
    }
    return n;
  }

  /**
   * Takes all waiting readers out as holders, chained by {@code next} to be woken by {@link
   * #unparkAll} once the word says so.
   */
  private NativeThread takeReaders() {
    NativeThread list = null;
    NativeThread at = queue.head();
    while (at != null) {
      NativeThread following = at.next;
      if (at.waitShared) {
        take(at);
        at.granted = true;
        at.next = list;
        list = at;
      }
      at = following;
    }
    return list;
  }

  /** Wakes a chain of threads that hold the lock now; called without the guard. */
  private static void unparkAll(NativeThread list) {
    NativeThread td = list;
    while (td != null) {
      NativeThread following = td.next;
      td.next = null;
      td.wake(true);
      td.unparkThread();
      td = following;
    }
  }

  // ---- Change of mode ----

  boolean tryUpgrade(NativeThread td) {
    if (td.sharedHolds(lock) == 0) {
      checkAlive(word);
      throw Misuse.upgradeByStranger(lock, td);
    }
    guard.lock();
    boolean won = false;
    while (!won) {
      long v = word;
      if (v >>> SHIFT != 1) {
        break;
      }
      won = WORD.compareAndSet(this, v, exclusive(td) | (v & WAITERS));
    }
    if (won) {
      td.popShared(lock);
      if (!sleepable) {
        queue.setOwner(td);
      }
    }
    guard.unlock();
    return won;
  }

  void downgrade(NativeThread td) {
    if (!isOwner(td) || recursed > 0) {
      checkAlive(word);
      throw Misuse.downgradeOf(lock, td, recursed > 0 && isOwner(td));
    }
    td.pushShared(lock);
    if (WORD.compareAndSet(this, exclusive(td), SHARED | ONE)) {
      return;
    }
    guard.lock();
    long n = countReaders();
    NativeThread readers = takeReaders();
    queue.setOwner(null);
    word = SHARED | (n + 1) * ONE | waitersBit();
    guard.unlock();
    unparkAll(readers);
  }

  // ---- State ----

  boolean isOwner(NativeThread td) {
    long v = word;
    return v != DESTROYED && isExclusive(v) && (v >>> SHIFT) == td.id;
  }

  boolean isShared(NativeThread td) {
    return td.sharedHolds(lock) > 0;
  }

  boolean hasWaiters() {
    long v = word;
    return v != DESTROYED && (v & WAITERS) != 0;
  }

  private void checkAlive(long v) {
    if (v == DESTROYED) {
      throw Misuse.destroyed(lock);
    }
  }

  /**
   * Checks that the lock may go: free, or owned once by this thread.
   *
   * @return the word that says so, for {@link #destroy}
   */
  long checkDestroy(NativeThread td) {
    long v = word;
    checkAlive(v);
    if ((v & WAITERS) != 0) {
      throw Misuse.destroyWithWaiters(lock);
    }
    if (v != 0 && (!isOwner(td) || recursed > 0)) {
      throw Misuse.destroyWhileHeld(lock);
    }
    return v;
  }

  /**
   * The lock goes, from the state in which it might.
   *
   * @throws giantless.lock.Panic if a thread has come to it since
   */
  void destroy(long checked) {
    if (WORD.compareAndSet(this, checked, DESTROYED)) {
      return;
    }
    long v = word;
    checkAlive(v);
    throw (v & WAITERS) != 0 ? Misuse.destroyWithWaiters(lock) : Misuse.destroyWhileHeld(lock);
  }
}
