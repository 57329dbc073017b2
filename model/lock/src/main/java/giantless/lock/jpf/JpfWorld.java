package giantless.lock.jpf;

import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.explored.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What several machines share inside Java PathFinder: the threads and their time. The Java thread
 * that makes the world, the <em>boot thread</em>, does nothing while others run. It lets them run
 * by one schedule ({@link #settle}: set-up, and looking at what a run has left) or by every
 * schedule that can make a difference ({@link #run}), in each case until every thread has ended or
 * is idle. At the end it calls {@link #finish}.
 *
 * <p>Time is virtual. Deadlines come when no thread can go on, and as many times as the world was
 * told also when some can. All state is plain: only one thread runs at a time, and none is
 * interrupted outside of {@link Checker}.
 */
public class JpfWorld {
  /** Only the boot thread runs. The peer knows the modes. */
  private static final int BOOT = 0;

  /** Threads run by one schedule. */
  private static final int SETTLE = 1;

  /** Threads run by every schedule. */
  private static final int RUN = 2;

  /** 2004-08-16, the time of day at the start of a world. */
  private static final long EPOCH_NANOS = 1_092_614_400_000_000_000L;

  private final JpfThread boot;
  private final long seed;
  final int earlyBound;
  private final WaitSets waitSets = new WaitSets(this);
  private final List<JpfRuntime> runtimes = new ArrayList<>(2);

  /** The peer reads it. */
  int mode = BOOT;

  /** Every step counts, as something looks on. The peer reads it. */
  boolean observed;

  /** Watches over the first machine, and over monitors, which belong to none. The peer reads it. */
  LockWatch watch;

  private Runnable afterStep;

  /** The running thread only looks. The peer reads it. */
  boolean looking;

  /** How many deadlines have come while threads could go on. The peer reads both. */
  int early;

  private long now;
  private int nextId;

  /**
   * @param earlyExpiries how many deadlines may come while threads can go on
   * @param seed of the random numbers
   * @throws IllegalStateException outside of Java PathFinder
   */
  public JpfWorld(int earlyExpiries, long seed) {
    this.earlyBound = earlyExpiries;
    this.seed = seed;
    this.boot = new JpfThread(this, null, -1, "boot", Priority.USER, 0);
    try {
      Checker.attach(this);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalStateException("this runtime runs inside Java PathFinder only", e);
    }
  }

  /**
   * A machine of this world.
   *
   * @param host goes before its threads' names in traces; may be empty; no two machines share one
   * @param watch is told of lock operations, or null
   * @param cpus at least 1
   */
  public JpfRuntime runtime(String host, LockWatch watch, int cpus) {
    for (int i = 0; i < runtimes.size(); i++) {
      if (runtimes.get(i).host().equals(host)) {
        throw new IllegalArgumentException("this world has a machine \"" + host + "\" already");
      }
    }
    JpfRuntime rt = make(host, watch, cpus);
    if (runtimes.isEmpty()) {
      this.watch = watch;
    }
    runtimes.add(rt);
    return rt;
  }

  /** Makes a machine. */
  protected JpfRuntime make(String host, LockWatch watch, int cpus) {
    return new JpfRuntime(this, host, watch, cpus);
  }

  /**
   * Runs the body as thread {@code main}, and all other threads, by every schedule; boot thread
   * only.
   */
  public void run(Runnable body) {
    drive(RUN, body);
  }

  /** As {@link #run}, by one schedule. */
  protected final void drive(Runnable body) {
    drive(SETTLE, body);
  }

  private void drive(int how, Runnable body) {
    if (current() != boot) {
      throw new IllegalStateException("run by a thread of the world");
    }
    spawn(null, "main", Priority.USER, 0, body);
    mode = how;
    boot.gate = Gate.OVER;
    Checker.step(Operation.Kind.YIELD, null, null, "");
    boot.gate = Gate.NONE;
    mode = BOOT;
  }

  /**
   * Called after every step of a run, with what its thread did until the next one. It performs no
   * operation of the runtime; what it throws fails the run.
   */
  public void afterStep(Runnable observer) {
    afterStep = observer;
    observed = observer != null;
  }

  /** Who waits for the notifications of monitors of the language. */
  final WaitSets waitSets() {
    return waitSets;
  }

  /** Ends the execution, which was good. Does not return. */
  public void finish() {
    Checker.finish();
  }

  /** Ends the execution, which has failed: a check of the boot thread threw. Does not return. */
  public void fail(Throwable cause) {
    failed(boot, cause);
  }

  void failed(JpfThread td, Throwable cause) {
    td.gate = Gate.NEVER;
    Checker.fail(cause instanceof Panic ? "PANIC" : "EXCEPTION", td, cause);
  }

  // ---- Threads ----

  /** The thread that calls, for every primitive to begin with. */
  JpfThread current() {
    Thread t = Thread.currentThread();
    return t instanceof JpfCarrier ? ((JpfCarrier) t).td : boot;
  }

  boolean isBoot(JpfThread td) {
    return td == boot;
  }

  JpfThread spawn(JpfRuntime rt, String name, int priority, int cpu, Runnable body) {
    step(current(), Operation.Kind.SPAWN, null, name);
    JpfThread td = new JpfThread(this, rt, nextId++, name, priority, cpu);
    new JpfCarrier(td, body).start();
    return td;
  }

  /** What the thread sleeps on or, parked, an empty text; null for who can go on or has ended. */
  protected static String waitsOn(JpfThread td) {
    if (td.sleep == JpfThread.ASLEEP) {
      return td.waitMessage;
    }
    return td.gate == Gate.PARK && !td.permit && !td.parkExpired && !td.ended ? "" : null;
  }

  /** The threads that the machines have made, machine by machine. */
  protected List<JpfThread> threads() {
    List<JpfThread> all = new ArrayList<>();
    for (int i = 0; i < runtimes.size(); i++) {
      all.addAll(runtimes.get(i).spawned());
    }
    return all;
  }

  // ---- Steps ----

  /** An operation that can always be performed. */
  void step(JpfThread td, Operation.Kind kind, Object on, String label) {
    step(td, kind, on, null, label);
  }

  void step(JpfThread td, Operation.Kind kind, Object on, Object second, String label) {
    if (td != boot) {
      if (observed && mode == RUN) {
        observe(td);
      }
      Checker.step(kind, on, second, label);
    }
  }

  private void observe(JpfThread td) {
    try {
      onlook(
          () -> {
            afterStep.run();
            return null;
          });
    } catch (RuntimeException | Error e) {
      failed(td, e);
    }
  }

  /** Lets the running thread look at fields. */
  protected final <T> T onlook(Supplier<T> onlooker) {
    boolean before = looking;
    looking = true;
    try {
      return onlooker.get();
    } finally {
      looking = before;
    }
  }

  /** An operation that waits for a gate. */
  void await(JpfThread td, Operation.Kind kind, Object on, int gate, Object gateOn) {
    td.gate = gate;
    td.gateOn = gateOn;
    if (td == boot && !Checker.admitted()) {
      throw new IllegalStateException("outside of a run nobody can wait: " + kind.verb());
    }
    step(td, kind, on, null, null);
    td.gate = Gate.NONE;
    td.gateOn = null;
  }

  void result(JpfThread td, boolean success) {
    if (td != boot) {
      Checker.result(success ? 1 : 0);
    }
  }

  // ---- Time ----

  /** Time comes to the deadline of a thread that nothing else let go on. */
  void expire(JpfThread td) {
    if (mode == RUN && earlyBound > 0 && Checker.anyEnabled()) {
      early++;
    }
    now = Math.max(now, td.deadline);
    td.deadline = LockRuntime.NEVER;
  }

  /** Virtual time in nanoseconds since the world was made. */
  public long nanos() {
    return now;
  }

  long now() {
    return now;
  }

  /** What the clock says: a step where time may pass while threads can go on. */
  long readClock() {
    if (mode == RUN && earlyBound > 0) {
      step(current(), Operation.Kind.CLOCK, this, "");
    }
    return now;
  }

  /**
   * Until the sleep has ended and the lock, if there is one, is free.
   *
   * @param lock the mutex, or the object whose monitor it is, that the thread must have to go on
   * @return how it has ended
   */
  int resume(JpfThread td, Object lock) {
    await(td, Operation.Kind.RESUME, lock, Gate.RESUME, lock);
    if (td.sleep == JpfThread.ASLEEP) {
      expire(td);
      td.queue.remove(td);
      td.wake(JpfThread.TIMED_OUT);
      await(td, Operation.Kind.RESUME, lock, Gate.RESUME, lock);
    }
    int how = td.sleep;
    td.sleep = JpfThread.NOT_ASLEEP;
    td.waitMessage = null;
    td.catchesSignals = false;
    return how;
  }

  long timeOfDay() {
    return EPOCH_NANOS + readClock();
  }

  /** {@link #now} plus the given time, at most just below {@code NEVER}. */
  long deadline(long nanos) {
    return nanos > LockRuntime.NEVER - 1 - now ? LockRuntime.NEVER - 1 : now + nanos;
  }

  long seed() {
    return seed;
  }

  int choose(int alternatives, String what) {
    if (alternatives < 1) {
      throw new IllegalArgumentException("choice among " + alternatives);
    }
    return mode != RUN || current() == boot ? 0 : Checker.choose(alternatives, what);
  }
}
