package giantless.lock;

/**
 * Everything that a host gets from the machine under it: locks, threads, time, atomics and chance.
 * A host is built with one runtime; the stack's code never asks which kind it is.
 *
 * <p>Kinds: {@code nat.NativeRuntime} (real threads), {@code explored.ExploredRuntime} (one thread
 * at a time, a scheduler decides at each visible step, time is virtual).
 */
public abstract class LockRuntime {

  /** A deadline that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  private final LockWatch watch;
  private final int cpus;

  /**
   * @param watch is told of lock operations, or null
   * @param cpus how many CPUs the machine has, at least 1
   */
  protected LockRuntime(LockWatch watch, int cpus) {
    this.watch = watch;
    this.cpus = cpus;
  }

  public final LockWatch watch() {
    return watch;
  }

  public final int cpus() {
    return cpus;
  }

  /** mtx_init(9); the class must be of kind {@code MTX} or {@code SPIN}. */
  public abstract Mtx mtx(LockClass lockClass);

  /** rw_init(9). */
  public abstract RwLock rw(LockClass lockClass);

  /** sx_init(9). */
  public abstract SxLock sx(LockClass lockClass);

  /** rm_init(9). */
  public abstract RmLock rm(LockClass lockClass);

  /** cv_init(9). */
  public abstract CondVar cv(String waitMessage);

  /** The sleep queues of this machine. */
  public abstract SleepQueue sleepQueue();

  public abstract AtomicInt atomicInt(int initial);

  public abstract <T> AtomicRef<T> atomicRef(T initial);

  /** refcount_init(9). */
  public final RefCount refCount(int initial) {
    return new RefCount(atomicInt(initial));
  }

  /** counter_u64_alloc(9): a statistics counter; adding to it is no visible step. */
  public Counter64 counter64() {
    return new Counter64();
  }

  /** This machine's Giant. */
  public abstract Giant giant();

  /** This machine's callout wheel, with its softclock thread, which starts on first use. */
  public abstract CalloutWheel callouts();

  /** The thread that calls; a foreign one is adopted with {@link Priority#USER}. */
  public abstract KThread curthread();

  /**
   * kthread_create(9).
   *
   * @param cpu the CPU that it is bound to, from 0
   * @param body must return with no lock held
   */
  public abstract KThread spawn(String name, int priority, int cpu, Runnable body);

  /**
   * Stops the calling thread until {@link #unpark} gives it a permit (or has given one before), or
   * the deadline comes. May return early for no reason; callers loop. The idle loop of interrupt
   * threads; not for waiting on conditions that a lock protects.
   *
   * @param deadlineNanos on the scale of {@link #uptimeNanos}, or {@link #NEVER}
   */
  public abstract void park(long deadlineNanos);

  /** Gives the thread its permit. */
  public abstract void unpark(KThread thread);

  /**
   * Whether a parked thread's deadline may be left as it is when it is to sleep longer: to wake for
   * nothing and to park again costs less than to be woken whenever the deadline moves. Not where
   * the coming of a deadline is a step of a schedule.
   */
  public boolean wakesForNothing() {
    return false;
  }

  /**
   * The handler of an interrupt thread begins. A thread that it wakes on a sleep queue is started
   * once the handler has ended, or yields or has to wait: an interrupt thread has the better
   * priority, and what it has in hand is done first. The sleeper's state is changed at once all the
   * same. Nothing on a machine where a scheduler decides at each step who runs.
   */
  public void interruptBegins() {}

  /** The handler has ended; see {@link #interruptBegins}. */
  public void interruptEnds() {}

  /** Lets other threads run; a visible step of the explored runtime. */
  public abstract void yieldCpu();

  /**
   * in_cksum(9) where the machine has its own: the ones' complement sum of bytes as 16-bit words in
   * network order, an odd last byte being the high half of one.
   *
   * @return 0 to 0xffff; or -1: the machine has none, and the caller adds them up itself
   */
  public int sumOfWords(byte[] b, int off, int len) {
    return -1;
  }

  /** nanouptime(9): monotonic nanoseconds since some start; virtual in tests. */
  public abstract long uptimeNanos();

  /** nanotime(9): nanoseconds since 1970-01-01 UTC. */
  public abstract long timeOfDayNanos();

  /** arc4random(9): a number from 0 to {@code bound - 1}, from the runtime's seeded generator. */
  public abstract int random(int bound);

  /**
   * A point where the world decides: 0 is the ordinary course (allocation succeeds, the packet
   * arrives), others are what may go wrong. The native runtime answers 0; an explorer tries all.
   *
   * @param alternatives how many there are, at least 1
   * @param what for the trace
   */
  public abstract int choose(int alternatives, String what);

  /**
   * Ends the machine: stops softclock and checks that every thread that it started has returned.
   *
   * @throws Panic if a spawned thread is still there
   */
  public abstract void shutdown();
}
