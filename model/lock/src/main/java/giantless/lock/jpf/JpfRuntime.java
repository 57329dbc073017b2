package giantless.lock.jpf;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.CalloutWheel;
import giantless.lock.CondVar;
import giantless.lock.Counter64;
import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SleepQueue;
import giantless.lock.SxLock;
import giantless.lock.explored.Operation;
import java.util.ArrayList;
import java.util.List;

/** One machine of a {@link JpfWorld}, which makes it and has its threads and its time. */
public class JpfRuntime extends LockRuntime {
  private final JpfWorld world;
  private final String host;
  private final JpfSleepQueue sleepQueue;
  private final List<JpfThread> spawned = new ArrayList<>(4);
  private final Giant giant;
  private final CalloutWheel callouts;

  protected JpfRuntime(JpfWorld world, String host, LockWatch watch, int cpus) {
    super(watch, cpus);
    this.world = world;
    this.host = host;
    this.sleepQueue = new JpfSleepQueue(this);
    this.giant = new Giant(mtx(Locks.GIANT));
    this.callouts = new CalloutWheel(this);
  }

  public JpfWorld world() {
    return world;
  }

  /** Lets virtual time pass for the calling thread, which holds no mutex. */
  public void pause(long nanos) {
    long until = world.deadline(nanos);
    while (uptimeNanos() < until) {
      park(until);
    }
  }

  /** What goes before the names of its threads in a trace; may be empty. */
  public String host() {
    return host;
  }

  List<JpfThread> spawned() {
    return spawned;
  }

  JpfSleepQueue sleeps() {
    return sleepQueue;
  }

  @Override
  public Mtx mtx(LockClass lockClass) {
    return new JpfMtx(this, lockClass);
  }

  @Override
  public RwLock rw(LockClass lockClass) {
    return new JpfRwLock(this, lockClass);
  }

  @Override
  public SxLock sx(LockClass lockClass) {
    return new JpfSxLock(this, lockClass);
  }

  @Override
  public RmLock rm(LockClass lockClass) {
    return new JpfRmLock(this, lockClass);
  }

  @Override
  public CondVar cv(String waitMessage) {
    return new JpfCondVar(this, waitMessage);
  }

  @Override
  public SleepQueue sleepQueue() {
    return sleepQueue;
  }

  @Override
  public AtomicInt atomicInt(int initial) {
    return new JpfAtomicInt(world, initial);
  }

  @Override
  public <T> AtomicRef<T> atomicRef(T initial) {
    return new JpfAtomicRef<>(world, initial);
  }

  @Override
  public Counter64 counter64() {
    return new JpfCounter();
  }

  @Override
  public Giant giant() {
    return giant;
  }

  @Override
  public CalloutWheel callouts() {
    return callouts;
  }

  @Override
  public KThread curthread() {
    return world.current();
  }

  /** The thread is ready at once, and its body runs in a run, when the search says so. */
  @Override
  public KThread spawn(String name, int priority, int cpu, Runnable body) {
    if (cpu < 0 || cpu >= cpus()) {
      throw new IllegalArgumentException("cpu " + cpu + " of " + cpus());
    }
    JpfThread td = world.spawn(this, name, priority, cpu, body);
    spawned.add(td);
    return td;
  }

  @Override
  public void park(long deadlineNanos) {
    JpfThread td = world.current();
    if (watch() != null) {
      watch().beforeSleep(td, null, "park");
    }
    td.park(deadlineNanos);
  }

  @Override
  public void unpark(KThread thread) {
    ((JpfThread) thread).unpark();
  }

  @Override
  public void yieldCpu() {
    world.step(world.current(), Operation.Kind.YIELD, null, "");
  }

  /** Virtual nanoseconds since the world was made. */
  @Override
  public long uptimeNanos() {
    return world.readClock();
  }

  @Override
  public long timeOfDayNanos() {
    return world.timeOfDay();
  }

  /** From a generator of the calling thread's own, so that other threads make no difference. */
  @Override
  public int random(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound);
    }
    return world.current().random(bound);
  }

  @Override
  public int choose(int alternatives, String what) {
    return world.choose(alternatives, what);
  }

  /** Waits for softclock, if that runs; so it must be called in a run once a callout was used. */
  @Override
  public void shutdown() {
    callouts.shutdown();
    StringBuilder b = null;
    for (JpfThread td : spawned) {
      if (!td.ended) {
        if (b == null) {
          b = new StringBuilder("shutdown: threads that have not returned:");
        }
        b.append(' ').append(td.name());
      }
    }
    if (b != null) {
      throw new Panic(b.toString());
    }
  }
}
