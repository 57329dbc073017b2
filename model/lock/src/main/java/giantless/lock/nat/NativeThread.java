package giantless.lock.nat;

import giantless.lock.KThread;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A kernel thread on a JVM thread. It waits at one place at a time, so it is itself the entry in
 * the queue where it waits: turnstile, sleep queue or sx lock.
 *
 * <p>Locking: {@code priority, lenders, blockedOn} under the turnstile lock; the queue entry
 * ({@code next} to {@code granted}) under the lock of the queue it is in; shared holds and records
 * of rm locks by the thread alone; the volatile fields as each says.
 */
final class NativeThread extends KThread {
  private static final VarHandle SIGNAL;
  private static final VarHandle PERMIT;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      SIGNAL = l.findVarHandle(NativeThread.class, "signal", boolean.class);
      PERMIT = l.findVarHandle(NativeThread.class, "permit", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Looks at what it waits for before a thread stops in the JVM, a few microseconds: what an idle
   * CPU does too (kern.sched.idlespins). To stop and to be started again costs more than that, and
   * the waker pays half of it.
   */
  private static final int IDLE_SPINS = 100;

  /** With so many threads woken, a handler does not wait for its end to start them. */
  private static final int MAX_LATER = 8;

  final NativeRuntime rt;

  /** The id of the JVM thread, which the owner words of locks carry. */
  final long id;

  /** Null only while the runtime knows of the thread from an owner word alone. */
  volatile Thread thread;

  private volatile int priority;
  private final ArrayList<Lender> lenders = new ArrayList<>(2);
  Turnstile blockedOn;

  // The queue entry.
  NativeThread next;
  boolean waitShared;
  long ticket;
  int lostRaces;
  Object channel;
  Mtx interlock;
  boolean onCondVar;

  /** Whether the waker made this thread the owner. Written before {@link #woken}. */
  boolean granted;

  /** Set by the waker, last. */
  volatile boolean woken;

  /** From when it stands in a queue until it runs again: whoever spins for it stops. */
  volatile boolean blocked;

  /**
   * The thread is about to stop in the JVM, or has. Raised before it looks at what it waits for a
   * last time: a waker that has set that and then reads false need not call into the JVM.
   */
  private volatile boolean parked;

  private volatile boolean signal;

  private volatile boolean permit;

  /** A spawned thread's body has returned or thrown. */
  volatile boolean returned;

  /** It runs the handler of an interrupt. */
  private boolean inInterrupt;

  /** Whom the handler has woken, and nobody has started yet. */
  private NativeThread[] later;

  private int laterCount;
  private LockObject[] sharedHolds = new LockObject[4];
  private int sharedCount;
  private NativeRmLock.ReaderRecord[] rmRecords = new NativeRmLock.ReaderRecord[2];

  NativeThread(NativeRuntime rt, long id, String name, int basePriority, int cpu, Thread thread) {
    super(name, basePriority, cpu);
    this.rt = rt;
    this.id = id;
    this.thread = thread;
    this.priority = basePriority;
  }

  // ---- Priority ----

  @Override
  public int priority() {
    return priority;
  }

  void addLender(Lender lender) {
    lenders.add(lender);
    raise(lender.lentPriority());
  }

  void removeLender(Lender lender) {
    if (lenders.remove(lender)) {
      int best = basePriority();
      for (int i = 0; i < lenders.size(); i++) {
        best = Math.min(best, lenders.get(i).lentPriority());
      }
      priority = best;
    }
  }

  /** Lends a priority to this thread, and along the chain of owners that it waits for. */
  void raise(int lent) {
    NativeThread td = this;
    while (td != null && td.priority > lent) {
      td.priority = lent;
      td = td.blockedOn == null ? null : td.blockedOn.owner();
    }
  }

  // ---- Interrupts, by the thread alone ----

  void interruptBegins() {
    inInterrupt = true;
  }

  void interruptEnds() {
    inInterrupt = false;
    startWoken();
  }

  /** Whether a thread that this one has woken is left for later. */
  boolean startsLater(NativeThread td) {
    if (!inInterrupt) {
      return false;
    }
    if (later == null) {
      later = new NativeThread[MAX_LATER];
    } else if (laterCount == MAX_LATER) {
      startWoken();
    }
    later[laterCount++] = td;
    return true;
  }

  /** Starts what was left for later; before this thread waits for anything. */
  void startWoken() {
    for (int i = 0; i < laterCount; i++) {
      later[i].unparkThread();
      later[i] = null;
    }
    laterCount = 0;
  }

  // ---- Waiting ----

  /** To be called under the queue's lock, before the thread can be found in the queue. */
  void prepareToWait(boolean shared) {
    next = null;
    waitShared = shared;
    granted = false;
    woken = false;
  }

  /** To be called under the queue's lock as its last act: who sees it finds the thread queued. */
  void nowBlocked() {
    blocked = true;
  }

  /** Called by the waker, who has taken this thread out of its queue. Then {@link #unpark}. */
  void wake(boolean grant) {
    granted = grant;
    woken = true;
  }

  /** Has the thread look again at what it waits for, which the caller has set. */
  void unparkThread() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** None where there is no other CPU that could bring what it waits for, nor in virtual time. */
  private int idleSpins(VirtualClock.Timer timer) {
    return timer == null && rt.spinRounds() > 0 ? IDLE_SPINS : 0;
  }

  /** Until a waker has taken it out of its queue. */
  void await() {
    startWoken();
    parked = true;
    while (!woken) {
      LockSupport.park(rt);
      takeJavaInterrupt();
    }
    parked = false;
    blocked = false;
  }

  /**
   * Until a waker has taken it out of its queue (true), or the deadline has come or a signal is
   * posted (false; the caller then looks again under the queue's lock).
   *
   * @param timer made by {@link #startTimer} for the deadline
   */
  boolean await(long deadline, VirtualClock.Timer timer, boolean catchSignals) {
    boolean gone = true;
    startWoken();
    for (int i = idleSpins(timer); i > 0 && !woken; i--) {
      Thread.onSpinWait();
    }
    parked = true;
    while (!woken) {
      if (catchSignals && signal) {
        gone = false;
        break;
      }
      if (deadline == LockRuntime.NEVER) {
        LockSupport.park(rt);
      } else if (timer != null) {
        if (timer.fired()) {
          gone = false;
          break;
        }
        LockSupport.park(rt);
      } else {
        long left = deadline - rt.uptimeNanos();
        if (left <= 0) {
          gone = false;
          break;
        }
        LockSupport.parkNanos(rt, left);
      }
      takeJavaInterrupt();
    }
    parked = false;
    blocked = false;
    cancelTimer(timer);
    return gone;
  }

  /** {@link LockRuntime#park}: until the permit is there or the deadline comes. */
  void parkForPermit(long deadline) {
    if (takePermit()) {
      return;
    }
    VirtualClock.Timer timer = startTimer(deadline);
    startWoken();
    blocked = true;
    for (int i = idleSpins(timer); i > 0 && !permit; i--) {
      Thread.onSpinWait();
    }
    parked = true;
    while (!takePermit()) {
      if (deadline == LockRuntime.NEVER) {
        LockSupport.park(rt);
      } else if (timer != null) {
        if (timer.fired()) {
          break;
        }
        LockSupport.park(rt);
      } else {
        long left = deadline - rt.uptimeNanos();
        if (left <= 0) {
          break;
        }
        LockSupport.parkNanos(rt, left);
      }
      takeJavaInterrupt();
    }
    parked = false;
    blocked = false;
    cancelTimer(timer);
  }

  /** Has the virtual clock end this thread's wait; null on real time or without a deadline. */
  VirtualClock.Timer startTimer(long deadline) {
    VirtualClock clock = rt.virtualClock();
    return deadline != LockRuntime.NEVER && clock != null ? clock.timer(deadline, this) : null;
  }

  private void cancelTimer(VirtualClock.Timer timer) {
    if (timer != null) {
      rt.virtualClock().cancel(timer);
    }
  }

  private boolean takePermit() {
    return permit && (boolean) PERMIT.getAndSet(this, false);
  }

  void givePermit() {
    PERMIT.setVolatile(this, true);
    unparkThread();
  }

  // ---- Signals ----

  /** An interrupt of the JVM's thread counts as a posted signal. */
  private void takeJavaInterrupt() {
    if (Thread.interrupted()) {
      signal = true;
    }
  }

  @Override
  public void interrupt() {
    SIGNAL.setVolatile(this, true);
    unparkThread();
  }

  @Override
  public boolean isInterrupted() {
    return signal;
  }

  @Override
  public boolean clearInterrupt() {
    return (boolean) SIGNAL.getAndSet(this, false);
  }

  @Override
  public void join() {
    NativeThread me = rt.current();
    if (me == this) {
      throw new Panic("thread " + name() + " joins itself");
    }
    if (rt.watch() != null) {
      rt.watch().beforeSleep(me, null, "join " + name());
    }
    Thread t = thread;
    if (t == null) {
      throw new Panic("join of thread " + name() + ", which the machine does not know yet");
    }
    // Who sleeps drops Giant of its own machine; a thread of no machine, that of this one.
    NativeThread own = elsewhere(Thread.currentThread());
    int ofOwn = own == null ? 0 : own.dropGiant(this);
    int giant = rt.giant().drop();
    me.startWoken();
    me.blocked = true;
    boolean ended = false;
    while (!ended) {
      try {
        t.join();
        ended = true;
      } catch (InterruptedException e) {
        me.signal = true;
      }
    }
    me.blocked = false;
    rt.giant().pickup(giant);
    if (own != null) {
      own.rt.giant().pickup(ofOwn);
    }
  }

  /** The thread as its own machine knows it, if that is another than this one's; else null. */
  private NativeThread elsewhere(Thread caller) {
    if (!(caller instanceof KernelThread)) {
      return null;
    }
    NativeThread td = ((KernelThread) caller).td;
    return td.rt == rt ? null : td;
  }

  private int dropGiant(NativeThread joined) {
    if (rt.watch() != null) {
      rt.watch().beforeSleep(this, null, "join " + joined.name());
    }
    return rt.giant().drop();
  }

  // ---- Shared holds, by the thread alone ----

  /** How many shared holds of the lock this thread has. */
  int sharedHolds(LockObject lock) {
    int n = 0;
    for (int i = 0; i < sharedCount; i++) {
      if (sharedHolds[i] == lock) {
        n++;
      }
    }
    return n;
  }

  void pushShared(LockObject lock) {
    if (sharedCount == sharedHolds.length) {
      sharedHolds = Arrays.copyOf(sharedHolds, sharedCount * 2);
    }
    sharedHolds[sharedCount++] = lock;
  }

  boolean popShared(LockObject lock) {
    for (int i = sharedCount - 1; i >= 0; i--) {
      if (sharedHolds[i] == lock) {
        sharedHolds[i] = sharedHolds[--sharedCount];
        sharedHolds[sharedCount] = null;
        return true;
      }
    }
    return false;
  }

  /** This thread's reader record of the rm lock with the given number, or null. */
  NativeRmLock.ReaderRecord rmRecord(int number) {
    NativeRmLock.ReaderRecord[] r = rmRecords;
    return number < r.length ? r[number] : null;
  }

  void setRmRecord(int number, NativeRmLock.ReaderRecord record) {
    if (number >= rmRecords.length) {
      rmRecords = Arrays.copyOf(rmRecords, Math.max(number + 1, rmRecords.length * 2));
    }
    rmRecords[number] = record;
  }
}
