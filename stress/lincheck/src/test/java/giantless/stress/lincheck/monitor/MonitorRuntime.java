package giantless.stress.lincheck.monitor;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.CalloutWheel;
import giantless.lock.CondVar;
import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SleepQueue;
import giantless.lock.SxLock;

/**
 * A machine whose locks are Java monitors and whose time stands still until {@link #advance}. It
 * starts no threads: those of the scenario are adopted, on one CPU after the other. What no
 * structure of this module needs (timed sleeps, spawned threads, condition variables that are
 * waited on) is refused.
 */
public final class MonitorRuntime extends LockRuntime {
  private final Giant giant;
  private final MonitorSleepQueue sleepQueue;
  private final CalloutWheel callouts;
  private volatile long now;

  /** Replaced whole, under this object's monitor. */
  private volatile MonitorThread[] threads = new MonitorThread[0];

  public MonitorRuntime(int cpus) {
    super(null, cpus);
    this.giant = new Giant(new MonitorMtx(this, Locks.GIANT));
    this.sleepQueue = new MonitorSleepQueue(giant);
    this.callouts = new CalloutWheel(this, false);
  }

  /** Lets time pass in one step, and then runs the callouts that are due. */
  public void advance(long nanos) {
    long later = now + nanos;
    now = later;
    while (callouts.runNext(later)) {
      // The next one.
    }
  }

  @Override
  public Mtx mtx(LockClass lockClass) {
    return new MonitorMtx(this, lockClass);
  }

  @Override
  public RwLock rw(LockClass lockClass) {
    return new MonitorRwLock(this, lockClass);
  }

  @Override
  public SxLock sx(LockClass lockClass) {
    return new MonitorSxLock(this, lockClass);
  }

  @Override
  public RmLock rm(LockClass lockClass) {
    return new MonitorRmLock(this, lockClass);
  }

  @Override
  public CondVar cv(String waitMessage) {
    return new MonitorCondVar(waitMessage);
  }

  @Override
  public SleepQueue sleepQueue() {
    return sleepQueue;
  }

  @Override
  public AtomicInt atomicInt(int initial) {
    return new MonitorAtomics.Int(initial);
  }

  @Override
  public <T> AtomicRef<T> atomicRef(T initial) {
    return new MonitorAtomics.Ref<>(initial);
  }

  @Override
  public Giant giant() {
    return giant;
  }

  @Override
  public CalloutWheel callouts() {
    return callouts;
  }

  /** The answer is the same for a thread whenever it asks: no point for a switch. */
  @Override
  public KThread curthread() {
    Thread me = Thread.currentThread();
    for (MonitorThread td : threads) {
      if (td.is(me)) {
        return td;
      }
    }
    return adopt(me);
  }

  private synchronized KThread adopt(Thread t) {
    MonitorThread[] old = threads;
    MonitorThread[] more = new MonitorThread[old.length + 1];
    System.arraycopy(old, 0, more, 0, old.length);
    MonitorThread td = new MonitorThread(t, old.length % cpus());
    more[old.length] = td;
    threads = more;
    return td;
  }

  @Override
  public KThread spawn(String name, int priority, int cpu, Runnable body) {
    throw new UnsupportedOperationException("a thread " + name + " in a scenario of Lincheck");
  }

  @Override
  public void park(long deadlineNanos) {
    throw new UnsupportedOperationException("park");
  }

  @Override
  public void unpark(KThread thread) {
    throw new UnsupportedOperationException("unpark");
  }

  @Override
  public void yieldCpu() {
    Thread.yield();
  }

  @Override
  public long uptimeNanos() {
    return now;
  }

  @Override
  public long timeOfDayNanos() {
    return now;
  }

  @Override
  public int random(int bound) {
    return 0;
  }

  @Override
  public int choose(int alternatives, String what) {
    return 0;
  }

  @Override
  public void shutdown() {
    callouts.shutdown();
  }
}
