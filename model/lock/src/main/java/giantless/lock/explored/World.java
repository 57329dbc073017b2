package giantless.lock.explored;

import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Panic;
import giantless.lock.Priority;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What several machines share: the threads, of which one runs at a time, the {@link Scheduler} that
 * decides which, and the clock. Each machine gets its own {@link ExploredRuntime} from {@link
 * #runtime}.
 *
 * <p>Outside of {@link #run}, for set-up and inspection, operations of the caller's own Java thread
 * take effect at once; one that would have to wait is an error. {@code run} may be called again and
 * again; threads that it left idle go on in the next one.
 *
 * <p>All state is plain and belongs to the thread that runs. Cheap: a world is a few arrays.
 */
public final class World extends WorldView implements AutoCloseable {
  private final WorldOptions options;
  private Scheduler scheduler;
  private boolean timeIsChoice;
  private final boolean ownsCarrier;
  private final ThreadCarrier carrier;
  Recorder recorder;
  final WovenFields fields;

  private int bootSpawned;

  private long now;
  private long steps;
  private int marks;
  private ExploredThread running;
  private ExploredThread last;
  private ExploredThread boot;
  private boolean active;
  private boolean over;
  private boolean stopped;
  private boolean unwinding;
  private Failure failure;
  private Runnable afterStep;

  /** What operations on the clock touch. */
  private final Object clockKey = new Facet(this);

  private Operation readClock;

  /** With the default scheduler and options: a discrete-event simulation. */
  public World() {
    this(new DeterministicScheduler(), new WorldOptions());
  }

  public World(Scheduler scheduler) {
    this(scheduler, new WorldOptions());
  }

  public World(Scheduler scheduler, WorldOptions options) {
    this.scheduler = scheduler;
    this.options = options;
    this.timeIsChoice = scheduler.timeIsChoice();
    this.ownsCarrier = options.carrier == null;
    this.carrier = ownsCarrier ? ThreadCarrier.best() : options.carrier;
    this.recorder = new Recorder(options.traceLimit);
    this.fields = new WovenFields(this, options);
  }

  /**
   * A machine of this world.
   *
   * @param host goes before its threads' names in traces; may be empty; no two machines share one
   * @param watch is told of lock operations, or null
   * @param cpus at least 1
   */
  public ExploredRuntime runtime(String host, LockWatch watch, int cpus) {
    for (int i = 0; i < runtimes.size(); i++) {
      if (runtimes.get(i).host().equals(host)) {
        throw new IllegalArgumentException("this world has a machine \"" + host + "\" already");
      }
    }
    ExploredRuntime rt = new ExploredRuntime(this, host, watch, cpus);
    runtimes.add(rt);
    return rt;
  }

  // ---- Running ----

  /**
   * Runs the body as thread {@code main}, and all other threads, until main has ended and every
   * other thread has ended or is idle ({@link ExploredThread#isIdle}); or until a failure, which
   * unwinds all threads.
   */
  public Result run(Runnable body) {
    if (active) {
      throw new IllegalStateException("this world runs already");
    }
    failure = null;
    over = false;
    stopped = false;
    steps = 0;
    last = null;
    recorder.clear();
    long start = now;
    try {
      fields.begin();
      newThread(null, "main", Priority.USER, 0, body, new Facet(this));
      active = true;
      scheduler.begin(this);
      ExploredThread first = pick();
      running = first;
      if (first != null) {
        carrier.drive(this, first);
      }
      scheduler.end(this);
    } finally {
      running = null;
      active = false;
    }
    Names names = names();
    Trace trace = recorder.trace(timeIsChoice, names);
    if (failure != null) {
      names.compute();
      trace.stop(this);
    }
    Result r = new Result(failure, stopped, steps, now - start, trace);
    if (failure != null || stopped) {
      unwindAll();
    }
    return r;
  }

  /**
   * Runs the body as {@link #run} does, but as a simulation: the scheduler of this world is not
   * asked, nothing is recorded, and what is made here is the same in every execution. For set-up
   * before a run, and for looking at what one has left.
   *
   * @param again whether it is what another execution has settled: no race is looked for then
   * @param onlooker gives who follows the schedule and looks on
   */
  public Result settle(Runnable body, boolean again, UnaryOperator<Scheduler> onlooker) {
    Scheduler s = scheduler;
    Recorder r = recorder;
    Runnable observer = afterStep;
    scheduler = onlooker.apply(new DeterministicScheduler());
    timeIsChoice = false;
    recorder = new Recorder(0);
    afterStep = null;
    fields.settle(!again);
    try {
      return run(body);
    } finally {
      fields.settled();
      scheduler = s;
      timeIsChoice = s.timeIsChoice();
      recorder = r;
      afterStep = observer;
    }
  }

  /**
   * Called after every step of a run, with what its thread did until the next one. It performs no
   * operation of the runtime; what it throws fails the run.
   */
  public void afterStep(Runnable observer) {
    afterStep = observer;
  }

  /** Unwinds all threads that are left, and closes the carrier if the world made it. */
  @Override
  public void close() {
    if (active) {
      throw new IllegalStateException("a running world cannot be closed");
    }
    unwindAll();
    if (ownsCarrier) {
      carrier.close();
    }
  }

  private void unwindAll() {
    unwinding = true;
    try {
      while (threads.liveCount() > 0) {
        ExploredThread td = threads.live(threads.liveCount() - 1);
        if (td.fibre != null && !(options.dropThreads && carrier.drop(td))) {
          running = td;
          carrier.drive(this, td);
        }
        if (!td.ended) {
          remove(td);
        }
      }
    } finally {
      unwinding = false;
      running = null;
    }
  }

  /** The body of a fibre for one thread; returns who runs next. */
  ExploredThread runBody(ExploredThread td) {
    if (!unwinding) {
      try {
        td.body.run();
        ExploredRuntime rt = td.runtime;
        if (rt != null && rt.watch() != null) {
          rt.watch().mustHoldNothing(td, "return of thread " + td.name());
        }
        if (!unwinding) {
          visible(td, Operation.write(Operation.Kind.END, td.life, null));
        }
      } catch (Abandoned e) {
        over = true;
      } catch (Throwable e) {
        if (!unwinding) {
          failThrown(td, e);
        }
      }
    }
    remove(td);
    ExploredThread next = unwinding ? null : pick();
    running = next;
    return next;
  }

  private void failThrown(ExploredThread td, Throwable e) {
    fail(e instanceof Panic ? Failure.Kind.PANIC : Failure.Kind.EXCEPTION, td, e);
  }

  private void fail(Failure.Kind kind, ExploredThread td, Throwable e) {
    String name = td == null ? "main" : names().of(td);
    fail(new Failure(kind, "thread " + name + ": " + e, name, e));
  }

  void fail(Failure f) {
    if (failure == null) {
      failure = f;
    }
    over = true;
  }

  // ---- Threads ----

  private ExploredThread newThread(
      ExploredRuntime rt, String name, int priority, int cpu, Runnable body, Object life) {
    ExploredThread td =
        new ExploredThread(this, rt, threads.nextId(), name, priority, cpu, body, life);
    ExploredThread by = running;
    if (by == null) {
      td.rank = bootSpawned++;
      td.lineage = td.id();
    } else {
      td.parent = by.id();
      td.rank = by.spawned++;
      td.lineage = by.lineageOfChild();
    }
    threads.add(td);
    fields.added(td, by);
    return td;
  }

  /** The step of making a thread, which is ready from then on. */
  ExploredThread spawn(ExploredRuntime rt, String name, int priority, int cpu, Runnable body) {
    ExploredThread by = enter();
    Object life = new Facet(this);
    visible(by, Operation.labelled(Operation.Kind.SPAWN, life, true, name));
    return newThread(rt, name, priority, cpu, body, life);
  }

  private void remove(ExploredThread td) {
    td.ended = true;
    threads.remove(td);
  }

  /**
   * The thread that calls, for every primitive to begin with.
   *
   * @throws IllegalStateException in a Java thread that this world does not carry
   */
  ExploredThread enter() {
    if (unwinding) {
      if (running.swallowsUnwinding()) {
        carrier.strand(running);
      }
      throw new Abandoned();
    }
    ExploredThread td = running;
    if (td == null) {
      return boot();
    }
    if (Thread.currentThread() != java) {
      throw new IllegalStateException(
          "Java thread "
              + Thread.currentThread().getName()
              + " is none of this world, in which threads are spawned by the runtime");
    }
    return td;
  }

  /** The thread that runs; null where nothing that it touches counts. */
  ExploredThread toucher() {
    return over || unwinding || isLooking() ? null : running;
  }

  /** Who acts outside of run. */
  private ExploredThread boot() {
    if (active && !isLooking()) {
      throw new IllegalStateException("called by the scheduler");
    }
    if (boot == null) {
      boot =
          new ExploredThread(
              this, null, Integer.MAX_VALUE, "boot", Priority.USER, 0, null, new Facet(this));
    }
    return boot;
  }

  /** The thread that acts outside of a run; null if none has. */
  ExploredThread bootThread() {
    return boot;
  }

  /** What a watch is told of a wait for a lock: -1 if no time passed. */
  long waitedSince(long start) {
    return now > start ? now - start : -1;
  }

  int nextNumber() {
    return origins.next(running);
  }

  // ---- Steps ----

  /**
   * Publishes the operation of the running thread, and returns when it is that thread's turn to
   * perform it.
   */
  void visible(ExploredThread td, Operation op) {
    if (isLooking()) {
      throw new IllegalStateException("who only looks performs no operation: " + op);
    }
    if (td == boot) {
      if (op.gate != null && !op.gate.admits(td, op)) {
        throw new IllegalStateException("outside of a run nobody can wait: " + op);
      }
      return;
    }
    td.op = op;
    if (options.sites) {
      td.site = Sites.caller();
    }
    if (op.gate != null && options.eagerDeadlock && !op.gate.admits(td, op)) {
      List<ExploredThread> cycle = Deadlocks.cycle(this, td);
      if (cycle != null) {
        fail(Deadlocks.failure(this, cycle));
      }
    }
    ExploredThread next = pick();
    if (next != td) {
      running = next;
      try {
        carrier.switchTo(td, next);
      } catch (IllegalStateException e) {
        running = td;
        fail(Failure.Kind.EXCEPTION, td, e);
        throw e;
      }
      if (unwinding) {
        throw new Abandoned();
      }
    }
  }

  /** Decides who runs next, letting time pass where it must; null if the execution is over. */
  private ExploredThread pick() {
    while (!over) {
      if (!anyEnabled()) {
        if (threads.allIdle()) {
          over = true;
          return null;
        }
        ExploredThread due = threads.earliest();
        if (due == null) {
          fail(Deadlocks.failure(this, Deadlocks.anyCycle(this)));
          return null;
        }
        if (!timeIsChoice) {
          expire(due);
          continue;
        }
      }
      if (steps >= options.stepLimit) {
        fail(Deadlocks.stepBound(this, options.stepLimit));
        return null;
      }
      ExploredThread td = decide();
      if (td != null) {
        recorder.add(td, td.op, td.site);
        td.lastRun = ++steps;
        last = td;
        return td;
      }
    }
    return null;
  }

  /** Asks the scheduler; null if it let time pass or gave up. */
  private ExploredThread decide() {
    int decision;
    ExploredThread before = running;
    running = null;
    try {
      if (afterStep != null && !observe()) {
        return null;
      }
      decision = scheduler.next(this);
    } catch (ReplayScheduler.Divergence e) {
      fail(new Failure(Failure.Kind.DIVERGED, "replay: " + e.getMessage(), null, e));
      return null;
    } catch (RuntimeException | Error e) {
      fail(Failure.scheduler("threw " + e, e));
      return null;
    } finally {
      running = before;
    }
    if (decision == Scheduler.STOP) {
      stopped = true;
      over = true;
      return null;
    }
    if (!isPossible(decision)) {
      fail(Failure.scheduler("decided " + decision + ", which is not possible", null));
      return null;
    }
    if (decision >= 0) {
      return threads.byId(decision);
    }
    expire(threads.byId(~decision));
    return null;
  }

  /** Whether the observer is content. */
  private boolean observe() {
    try {
      return look(
          () -> {
            afterStep.run();
            return true;
          });
    } catch (RuntimeException | Error e) {
      failThrown(last, e);
      return false;
    }
  }

  private boolean anyEnabled() {
    if (last != null && !last.ended && isEnabled(last)) {
      return true;
    }
    return threads.anyEnabled();
  }

  private void expire(ExploredThread td) {
    now = Math.max(now, td.deadline);
    td.deadline = LockRuntime.NEVER;
    Object where;
    if (td.sleep == ExploredThread.Sleep.ASLEEP) {
      where = td.queue.key();
      td.queue.remove(td);
      td.wake(ExploredThread.Sleep.TIMED_OUT);
    } else {
      where = td.permitKey;
      td.parkExpired = true;
    }
    steps++;
    recorder.add(td, Operation.write2(Operation.Kind.EXPIRE, where, clockKey, null, null), null);
    recorder.result(now);
  }

  /** A thread was woken by the last step, or given a permit, or a signal that it waits for too. */
  void woke(ExploredThread td) {
    recorder.woke(td);
    scheduler.woke(this, td);
  }

  void result(long value) {
    if (running != null) {
      recorder.result(value);
    }
  }

  // ---- What the runtimes ask ----

  long now() {
    return now;
  }

  long seed() {
    return options.seed;
  }

  long timeOfDay() {
    return options.epochNanos + readClock();
  }

  long readClock() {
    ExploredThread td = enter();
    if (timeIsChoice && td != boot) {
      if (readClock == null) {
        readClock = Operation.read(Operation.Kind.CLOCK, clockKey, null);
      }
      visible(td, readClock);
    }
    return now;
  }

  void yieldCpu() {
    ExploredThread td = enter();
    visible(td, Operation.read(Operation.Kind.YIELD, null, null));
  }

  /** {@link #now} plus the given time, at most just below {@code NEVER}. */
  long deadline(long nanos) {
    return nanos > LockRuntime.NEVER - 1 - now ? LockRuntime.NEVER - 1 : now + nanos;
  }

  int choose(int alternatives, String what) {
    ExploredThread td = enter();
    if (alternatives < 1) {
      throw new IllegalArgumentException("choice among " + alternatives);
    }
    if (td == boot) {
      return 0;
    }
    visible(td, Operation.labelled(Operation.Kind.CHOOSE, null, false, what));
    int answer;
    try {
      answer = scheduler.choose(this, td, alternatives, what);
    } catch (ReplayScheduler.Divergence e) {
      fail(new Failure(Failure.Kind.DIVERGED, "replay: " + e.getMessage(), null, e));
      throw e;
    }
    recorder.result(answer);
    return answer;
  }

  /**
   * A step of the running thread on anything that its caller has no primitive for, for example a
   * field that is read without a lock.
   *
   * @param key compared by identity
   * @param name for the trace
   */
  public void access(Object key, boolean write, String name) {
    ExploredThread td = enter();
    Operation.Kind kind = write ? Operation.Kind.WRITE : Operation.Kind.READ;
    visible(td, Operation.labelled(kind, key, write, name));
  }

  int lentPriority(ExploredThread owner) {
    return Deadlocks.lentPriority(this, owner);
  }

  int nextMark() {
    return ++marks;
  }

  Names names() {
    return recorder.names(this);
  }

  // ---- The view of schedulers ----

  /** The thread that took the last step; it may have ended since. Null at the beginning. */
  public ExploredThread last() {
    return last == null || last.ended ? null : last;
  }

  /** What the coming of deadlines and readings of the clock touch. */
  public Object clock() {
    return clockKey;
  }

  /** How many steps the run has taken. */
  public long steps() {
    return steps;
  }

  /** Virtual time in nanoseconds since the world was made. */
  public long nanos() {
    return now;
  }

  /** What threads are on this world's carrier. */
  public String carrier() {
    return carrier.describe();
  }
}
