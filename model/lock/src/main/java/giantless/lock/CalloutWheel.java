package giantless.lock;

import java.util.Arrays;

/**
 * The pending callouts of a machine and the softclock thread that runs them, in order of expiry and
 * then of scheduling. The thread ("swi4: clock") starts with the first callout; on a machine whose
 * time is advanced by hand there is none, and whoever advances it calls {@link #runNext}.
 *
 * <p>Built only on the primitives of {@link LockRuntime}. The callout lock (spin) guards everything
 * here and in the callouts. Softclock drops it before it takes the callout's mutex, and only then
 * looks whether the callout was cancelled meanwhile (locking reference, C.10). The drain lock only
 * carries the sleep of {@link Callout#drain}.
 */
public final class CalloutWheel {
  private final LockRuntime runtime;
  private final boolean ownThread;
  private final Mtx lock;
  private final Mtx drainLock;

  /** A binary heap by time and sequence. */
  private Callout[] heap = new Callout[8];

  private int size;
  private long seq;

  /** The callout that softclock has chosen, from leaving the heap until its handler is done. */
  private Callout current;

  /** {@link #current} was cancelled before its handler began, or can no longer be: it has begun. */
  private boolean currentCancelled;

  private KThread currentThread;

  private boolean starting;
  private KThread spawned;

  /** The softclock thread, once it looks at the heap. */
  private KThread softclock;

  /** Until when softclock is parked, or is about to. */
  private long softclockUntil = LockRuntime.NEVER;

  private boolean stopping;
  private long scheduled;
  private long expired;
  private long cancelled;

  /** With a softclock thread of its own. */
  public CalloutWheel(LockRuntime runtime) {
    this(runtime, true);
  }

  /**
   * @param ownThread false if somebody else calls {@link #runNext} when time has come
   */
  public CalloutWheel(LockRuntime runtime, boolean ownThread) {
    this.runtime = runtime;
    this.ownThread = ownThread;
    this.lock = runtime.mtx(Locks.CALLOUT);
    this.drainLock = runtime.mtx(Locks.CALLOUT_DRAIN);
  }

  LockRuntime runtime() {
    return runtime;
  }

  // ---- Statistics ----

  /** How many callouts are pending now. */
  public int pending() {
    lock.lock();
    int n = size;
    lock.unlock();
    return n;
  }

  /** How many times a callout was scheduled. */
  public long scheduled() {
    lock.lock();
    long n = scheduled;
    lock.unlock();
    return n;
  }

  /** How many handlers have begun. */
  public long expired() {
    lock.lock();
    long n = expired;
    lock.unlock();
    return n;
  }

  /** How many expiries were cancelled by stop, reset or drain. */
  public long cancelled() {
    lock.lock();
    long n = cancelled;
    lock.unlock();
    return n;
  }

  /** When the next callout is due, on the scale of the runtime's uptime; or {@code NEVER}. */
  public long nextDeadline() {
    lock.lock();
    long t = size == 0 ? LockRuntime.NEVER : heap[0].time;
    lock.unlock();
    return t;
  }

  // ---- What callouts do ----

  boolean reset(Callout c, long nanos, Callout.Handler handler) {
    long now = runtime.uptimeNanos();
    lock.lock();
    if (stopping) {
      lock.unlock();
      throw new Panic("callout scheduled on a machine that is shut down");
    }
    boolean won = false;
    if (c == current && c.mtx() != null && !currentCancelled) {
      currentCancelled = true;
      won = true;
    }
    if (c.index >= 0) {
      remove(c);
      won = true;
    }
    if (won) {
      cancelled++;
    }
    if (c.drainers > 0) {
      c.active = false;
      lock.unlock();
      return won;
    }
    long wait = Math.max(1, nanos);
    c.time = wait > LockRuntime.NEVER - 1 - now ? LockRuntime.NEVER - 1 : now + wait;
    c.seq = seq++;
    c.handler = handler;
    c.active = true;
    insert(c);
    scheduled++;
    boolean start = ownThread && !starting;
    starting |= start;
    KThread wake = heap[0] == c && mustWake(c) ? softclock : null;
    lock.unlock();
    if (start) {
      KThread t = runtime.spawn("swi4: clock", Priority.SWI_CLOCK, 0, () -> softclock());
      lock.lock();
      spawned = t;
      lock.unlock();
    }
    if (wake != null) {
      runtime.unpark(wake);
    }
    return won;
  }

  /** Whether softclock, which sleeps, must hear of the new first callout. */
  private boolean mustWake(Callout first) {
    return first.time < softclockUntil || first.time > softclockUntil && !runtime.wakesForNothing();
  }

  boolean stop(Callout c) {
    boolean owned = c.mtx() != null && c.mtx().isOwned();
    lock.lock();
    c.active = false;
    boolean won = false;
    if (c.index >= 0) {
      remove(c);
      won = true;
    } else if (c == current && owned && !currentCancelled) {
      currentCancelled = true;
      won = true;
    }
    if (won) {
      cancelled++;
    }
    lock.unlock();
    return won;
  }

  boolean drain(Callout c) {
    KThread me = runtime.curthread();
    if (runtime.watch() != null) {
      runtime.watch().beforeSleep(me, null, "callout drain");
    }
    drainLock.lock();
    lock.lock();
    c.active = false;
    boolean won = c.index >= 0;
    if (won) {
      remove(c);
      cancelled++;
    }
    boolean self = c == current && currentThread == me;
    if (c == current && !self) {
      c.drainers++;
      while (c == current) {
        lock.unlock();
        runtime.sleepQueue().sleep(c, drainLock, "codrain");
        lock.lock();
      }
      c.drainers--;
    }
    lock.unlock();
    drainLock.unlock();
    if (self) {
      throw new Panic("callout drained by its own handler");
    }
    return won;
  }

  boolean isPending(Callout c) {
    lock.lock();
    boolean b = c.index >= 0;
    lock.unlock();
    return b;
  }

  boolean isActive(Callout c) {
    lock.lock();
    boolean b = c.active;
    lock.unlock();
    return b;
  }

  void deactivate(Callout c) {
    lock.lock();
    c.active = false;
    lock.unlock();
  }

  // ---- Softclock ----

  private void softclock() {
    KThread me = runtime.curthread();
    lock.lock();
    softclock = me;
    while (!stopping) {
      long now = runtime.uptimeNanos();
      if (size > 0 && heap[0].time <= now) {
        runFirst(me);
      } else {
        long until = size == 0 ? LockRuntime.NEVER : heap[0].time;
        softclockUntil = until;
        lock.unlock();
        runtime.park(until);
        lock.lock();
      }
    }
    lock.unlock();
  }

  /**
   * Runs the first callout in the calling thread if it is due: what softclock does on a machine
   * whose time is advanced by hand. No lock may be held.
   *
   * @param now on the scale of the runtime's uptime
   * @return false if none is due
   */
  public boolean runNext(long now) {
    KThread me = runtime.curthread();
    lock.lock();
    if (size == 0 || heap[0].time > now) {
      lock.unlock();
      return false;
    }
    runFirst(me);
    lock.unlock();
    return true;
  }

  /** Entered and left with the callout lock held, which is dropped in between. */
  private void runFirst(KThread me) {
    Callout c = heap[0];
    remove(c);
    Callout.Handler handler = c.handler;
    Mtx mtx = c.mtx();
    current = c;
    currentCancelled = false;
    currentThread = me;
    if (mtx != null) {
      lock.unlock();
      mtx.lock();
      lock.lock();
    }
    boolean run = !currentCancelled;
    if (run) {
      // From here on it cannot be stopped.
      currentCancelled = true;
      expired++;
    }
    lock.unlock();
    if (run) {
      handler.expire();
    }
    if (mtx != null && !(run && c.returnUnlocked())) {
      mtx.unlock();
    }
    if (runtime.watch() != null) {
      runtime.watch().mustHoldNothing(me, "return of a callout's handler");
    }
    lock.lock();
    current = null;
    currentThread = null;
    if (c.drainers > 0) {
      lock.unlock();
      drainLock.lock();
      runtime.sleepQueue().wakeup(c);
      drainLock.unlock();
      lock.lock();
    }
  }

  /**
   * Stops softclock; callouts that are pending never run, and none can be scheduled any more. A
   * sleep: waits until a handler that runs has returned. Called by the runtime's shutdown.
   */
  public void shutdown() {
    lock.lock();
    stopping = true;
    KThread t = spawned;
    lock.unlock();
    if (t != null) {
      runtime.unpark(t);
      t.join();
    }
  }

  // ---- The heap ----

  private static boolean before(Callout a, Callout b) {
    return a.time < b.time || (a.time == b.time && a.seq < b.seq);
  }

  private void insert(Callout c) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, c);
  }

  private void remove(Callout c) {
    int i = c.index;
    c.index = -1;
    Callout last = heap[--size];
    heap[size] = null;
    if (last != c) {
      siftDown(i, last);
      if (last.index == i) {
        siftUp(i, last);
      }
    }
  }

  private void siftUp(int from, Callout c) {
    int i = from;
    while (i > 0 && before(c, heap[(i - 1) / 2])) {
      place(i, heap[(i - 1) / 2]);
      i = (i - 1) / 2;
    }
    place(i, c);
  }

  private void siftDown(int from, Callout c) {
    int i = from;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], c)) {
        break;
      }
      place(i, heap[child]);
      i = child;
    }
    place(i, c);
  }

  private void place(int i, Callout c) {
    heap[i] = c;
    c.index = i;
  }
}
