package giantless.lock.nat;

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
import giantless.lock.Misuse;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SleepQueue;
import giantless.lock.SxLock;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine made of real threads. Time is the system's or a {@link VirtualClock}'s. Making one
 * and shutting it down costs microseconds: it starts no thread by itself.
 *
 * <p>Threads are known by the id of their JVM thread, which is what the owner words of locks carry.
 * One that the machine did not start becomes known when it first calls {@link #curthread} or
 * blocks; until then it counts as running, and priority is lent to a place holder which it takes
 * over.
 *
 * <p>The turnstile lock guards all turnstiles of the machine, so that priority can be lent along a
 * chain of owners without taking one lock after another.
 */
public final class NativeRuntime extends LockRuntime {
  private static final int CHAINS = 16;
  private static final int SPIN_ROUNDS = 4;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final VirtualClock clock;
  private final long startNanos = System.nanoTime();
  private final AtomicLong chance;
  private final AtomicInteger rmLocks = new AtomicInteger();

  /** Weak, as a thread would else keep every machine alive that it ever touched. */
  private final ThreadLocal<WeakReference<NativeThread>> adopted = new ThreadLocal<>();

  /**
   * The foreign thread that asked last. Any thread may write it and only its own makes use of it,
   * so that a read may be of any age.
   */
  private NativeThread lastAdopted;

  private final ConcurrentHashMap<Long, NativeThread> threads = new ConcurrentHashMap<>();

  /** Guarded by its monitor, as the two below. */
  private final List<NativeThread> spawned = new ArrayList<>(4);

  private final List<String> deaths = new ArrayList<>(0);
  private Throwable firstDeath;

  private final NativeMtx turnstileLock;
  private final SleepChain[] chains = new SleepChain[CHAINS];
  private final NativeSleepQueue sleepQueue;
  private final Giant giant;
  private final CalloutWheel callouts;
  private final int spinRounds;

  /**
   * Guarded by the lock of the queue for which it is drawn; a tie between two queues is harmless.
   */
  private final AtomicLong tickets = new AtomicLong();

  private NativeRuntime(VirtualClock clock, LockWatch watch, int cpus, long seed) {
    this(
        clock, watch, cpus, seed, Runtime.getRuntime().availableProcessors() > 1 ? SPIN_ROUNDS : 0);
  }

  private NativeRuntime(VirtualClock clock, LockWatch watch, int cpus, long seed, int spinRounds) {
    super(watch, cpus);
    this.clock = clock;
    this.chance = new AtomicLong(seed);
    this.turnstileLock = new NativeMtx(this, Locks.TURNSTILE, false);
    for (int i = 0; i < CHAINS; i++) {
      chains[i] = new SleepChain(this);
    }
    this.sleepQueue = new NativeSleepQueue(this);
    this.giant = new Giant(mtx(Locks.GIANT));
    this.callouts = new CalloutWheel(this, clock == null);
    this.spinRounds = spinRounds;
    if (clock != null) {
      clock.attach(this);
    }
  }

  /**
   * A machine on real time.
   *
   * @param watch is told of lock operations, or null
   * @param cpus at least 1
   * @param seed of {@link #random}
   */
  public static NativeRuntime real(LockWatch watch, int cpus, long seed) {
    return new NativeRuntime(null, watch, cpus, seed);
  }

  /** A machine on real time whose waiters look at a lock with a running owner so often. */
  static NativeRuntime spinning(int spinRounds) {
    return new NativeRuntime(null, null, 2, 1, spinRounds);
  }

  /** A machine on virtual time: callouts and the ends of timed waits happen in {@code advance}. */
  public static NativeRuntime virtual(VirtualClock clock, LockWatch watch, int cpus, long seed) {
    if (clock == null) {
      throw new NullPointerException("clock");
    }
    return new NativeRuntime(clock, watch, cpus, seed);
  }

  // ---- For the primitives ----

  NativeSleepQueue sleeps() {
    return sleepQueue;
  }

  VirtualClock virtualClock() {
    return clock;
  }

  NativeMtx turnstileLock() {
    return turnstileLock;
  }

  SleepChain sleepChain(Object channel) {
    int h = System.identityHashCode(channel);
    return chains[(h ^ h >>> 8) & (CHAINS - 1)];
  }

  /** How often a waiter looks at a lock whose owner runs before it blocks: never on one CPU. */
  int spinRounds() {
    return spinRounds;
  }

  long nextTicket() {
    return tickets.incrementAndGet();
  }

  /** {@link #uptimeNanos} plus the given time, at most just below {@link #NEVER}. */
  long deadline(long nanos) {
    long now = uptimeNanos();
    return nanos > NEVER - 1 - now ? NEVER - 1 : now + nanos;
  }

  /** Whether the thread is not blocked in this machine; a thread never seen is not. */
  boolean isRunning(long id) {
    NativeThread td = threads.get(id);
    return td == null || !td.blocked;
  }

  /** The thread with this id; a place holder if it is not known yet. */
  NativeThread threadOf(long id) {
    NativeThread td = threads.get(id);
    return td != null
        ? td
        : threads.computeIfAbsent(
            id, k -> new NativeThread(this, k, "tid " + k, Priority.USER, 0, null));
  }

  /** Lets a thread run that was taken out of its sleep queue: at once, or after the interrupt. */
  void start(NativeThread td) {
    Thread t = Thread.currentThread();
    if (!(t instanceof KernelThread) || !((KernelThread) t).td.startsLater(td)) {
      td.unparkThread();
    }
  }

  NativeThread current() {
    Thread t = Thread.currentThread();
    if (t instanceof KernelThread) {
      NativeThread td = ((KernelThread) t).td;
      if (td.rt == this) {
        return td;
      }
    }
    NativeThread last = lastAdopted;
    if (last != null && last.thread == t) {
      return last;
    }
    WeakReference<NativeThread> ref = adopted.get();
    NativeThread td = ref == null ? null : ref.get();
    if (td == null) {
      td = adopt(t);
    }
    lastAdopted = td;
    return td;
  }

  private NativeThread adopt(Thread t) {
    NativeThread td =
        threads.computeIfAbsent(
            t.getId(), k -> new NativeThread(this, k, t.getName(), Priority.USER, 0, t));
    td.thread = t;
    adopted.set(new WeakReference<>(td));
    return td;
  }

  // ---- LockRuntime ----

  @Override
  public Mtx mtx(LockClass lockClass) {
    if (lockClass.kind() != LockClass.Kind.MTX && lockClass.kind() != LockClass.Kind.SPIN) {
      throw Misuse.wrongKind(lockClass, "mutex");
    }
    return new NativeMtx(this, lockClass, true);
  }

  @Override
  public RwLock rw(LockClass lockClass) {
    return new NativeRwLock(this, lockClass);
  }

  @Override
  public SxLock sx(LockClass lockClass) {
    return new NativeSxLock(this, lockClass);
  }

  @Override
  public RmLock rm(LockClass lockClass) {
    return new NativeRmLock(this, lockClass, rmLocks.getAndIncrement());
  }

  @Override
  public CondVar cv(String waitMessage) {
    return new NativeCondVar(this, waitMessage);
  }

  @Override
  public SleepQueue sleepQueue() {
    return sleepQueue;
  }

  @Override
  public AtomicInt atomicInt(int initial) {
    return new NativeAtomicInt(initial);
  }

  @Override
  public <T> AtomicRef<T> atomicRef(T initial) {
    return new NativeAtomicRef<>(initial);
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
    return current();
  }

  @Override
  public KThread spawn(String name, int priority, int cpu, Runnable body) {
    if (cpu < 0 || cpu >= cpus()) {
      throw new IllegalArgumentException("cpu " + cpu + " of " + cpus());
    }
    KernelThread t = new KernelThread(this, name, priority, cpu, () -> run(body));
    threads.put(t.td.id, t.td);
    synchronized (spawned) {
      spawned.add(t.td);
    }
    t.start();
    return t.td;
  }

  private void run(Runnable body) {
    NativeThread td = current();
    try {
      body.run();
      if (watch() != null) {
        watch().mustHoldNothing(td, "return of thread " + td.name());
      }
    } catch (RuntimeException | Error e) {
      synchronized (spawned) {
        deaths.add(td.name() + ": " + e);
        if (firstDeath == null) {
          firstDeath = e;
        }
      }
      throw e;
    } finally {
      td.interruptEnds(); // A handler that panics has woken whom it has woken.
      td.returned = true;
      threads.remove(td.id);
      synchronized (spawned) {
        spawned.remove(td);
      }
    }
  }

  /** Whether the thread stands in a queue or is parked: for tests that must come after that. */
  public boolean isBlocked(KThread thread) {
    return ((NativeThread) thread).blocked;
  }

  @Override
  public void park(long deadlineNanos) {
    NativeThread td = current();
    if (watch() != null) {
      watch().beforeSleep(td, null, "park");
    }
    td.parkForPermit(deadlineNanos);
  }

  @Override
  public void unpark(KThread thread) {
    ((NativeThread) thread).givePermit();
  }

  @Override
  public boolean wakesForNothing() {
    return clock == null;
  }

  @Override
  public void interruptBegins() {
    current().interruptBegins();
  }

  @Override
  public void interruptEnds() {
    current().interruptEnds();
  }

  @Override
  public void yieldCpu() {
    current().startWoken();
    Thread.yield();
  }

  @Override
  public int sumOfWords(byte[] b, int off, int len) {
    return WordSum.sum(b, off, len);
  }

  @Override
  public long uptimeNanos() {
    return clock != null ? clock.nanos() : System.nanoTime() - startNanos;
  }

  @Override
  public long timeOfDayNanos() {
    if (clock != null) {
      return clock.timeOfDayNanos();
    }
    Instant i = Instant.now();
    return i.getEpochSecond() * 1_000_000_000L + i.getNano();
  }

  /** SplitMix64 over a counter, so that threads can draw without a lock. */
  @Override
  public int random(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound " + bound);
    }
    while (true) {
      long z = chance.addAndGet(GOLDEN_GAMMA);
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      int bits = (int) (z >>> 33);
      int value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return value;
      }
    }
  }

  @Override
  public int choose(int alternatives, String what) {
    return 0;
  }

  /**
   * @throws Panic also if a spawned thread died of an exception, which is the cause
   */
  @Override
  public void shutdown() {
    callouts.shutdown();
    if (clock != null) {
      clock.detach(this);
    }
    adopted.remove();
    synchronized (spawned) {
      if (firstDeath != null) {
        throw new Panic("shutdown: threads died: " + String.join(", ", deaths), firstDeath);
      }
      if (!spawned.isEmpty()) {
        StringBuilder b = new StringBuilder("shutdown: threads that have not returned:");
        for (NativeThread td : spawned) {
          b.append(' ').append(td.name());
        }
        throw new Panic(b.toString());
      }
    }
  }
}
