package giantless.lock.explored;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.CalloutWheel;
import giantless.lock.CondVar;
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
import java.util.ArrayList;
import java.util.List;

/** One machine of a {@link World}, which makes it and has its threads and its time. */
public final class ExploredRuntime extends LockRuntime {
  private final World world;
  private final String host;
  private final ExploredSleepQueue sleepQueue;
  private final List<ExploredThread> spawned = new ArrayList<>(4);
  private final Giant giant;
  private final CalloutWheel callouts;

  ExploredRuntime(World world, String host, LockWatch watch, int cpus) {
    super(watch, cpus);
    this.world = world;
    this.host = host;
    this.sleepQueue = new ExploredSleepQueue(this);
    // Not on first use, or they would be others' in every schedule.
    this.giant = new Giant(mtx(Locks.GIANT));
    this.callouts = new CalloutWheel(this);
  }

  public World world() {
    return world;
  }

  /** What goes before the names of its threads in a trace; may be empty. */
  public String host() {
    return host;
  }

  ExploredSleepQueue sleeps() {
    return sleepQueue;
  }

  @Override
  public Mtx mtx(LockClass lockClass) {
    return new ExploredMtx(this, lockClass);
  }

  @Override
  public RwLock rw(LockClass lockClass) {
    return new ExploredRwLock(this, lockClass);
  }

  @Override
  public SxLock sx(LockClass lockClass) {
    return new ExploredSxLock(this, lockClass);
  }

  @Override
  public RmLock rm(LockClass lockClass) {
    return new ExploredRmLock(this, lockClass);
  }

  @Override
  public CondVar cv(String waitMessage) {
    return new ExploredCondVar(this, waitMessage);
  }

  @Override
  public SleepQueue sleepQueue() {
    return sleepQueue;
  }

  @Override
  public AtomicInt atomicInt(int initial) {
    return new ExploredAtomicInt(world, initial);
  }

  @Override
  public <T> AtomicRef<T> atomicRef(T initial) {
    return new ExploredAtomicRef<>(world, initial);
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
    return world.enter();
  }

  /** The thread is ready at once, and runs when the scheduler says so; its body first in a run. */
  @Override
  public KThread spawn(String name, int priority, int cpu, Runnable body) {
    if (cpu < 0 || cpu >= cpus()) {
      throw new IllegalArgumentException("cpu " + cpu + " of " + cpus());
    }
    ExploredThread td = world.spawn(this, name, priority, cpu, body);
    spawned.add(td);
    return td;
  }

  @Override
  public void park(long deadlineNanos) {
    ExploredThread td = world.enter();
    if (watch() != null) {
      watch().beforeSleep(td, null, "park");
    }
    td.park(deadlineNanos);
  }

  /** Lets virtual time pass for the calling thread, which holds no mutex. */
  public void pause(long nanos) {
    long now = uptimeNanos();
    // Not before the step that reads the clock: it says that time counts here.
    long until = world.deadline(nanos);
    while (now < until) {
      park(until);
      now = uptimeNanos();
    }
  }

  @Override
  public void unpark(KThread thread) {
    ((ExploredThread) thread).unpark(world.enter());
  }

  @Override
  public void yieldCpu() {
    world.yieldCpu();
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
    return world.enter().random(bound);
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
    for (ExploredThread td : spawned) {
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
