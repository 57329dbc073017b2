package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Runs one execution after another as a {@link Strategy} says, until nothing is left, the budget is
 * spent, or one fails. Not for two threads at once; its executions share one carrier.
 */
public final class Explorer implements AutoCloseable {
  private final ThreadCarrier carrier;
  private boolean keepGoing;
  private boolean eagerDeadlock = true;
  private long stepLimit = 20_000;
  private boolean races = Boolean.getBoolean("giantless.races");
  private Predicate<Progress> progress = p -> true;

  /** Read by other threads without order: they watch whether it changes. */
  private long beats;

  private World world;

  /** How far a search is. */
  public interface Progress {
    long executions();

    double seconds();

    int depth();

    Strategy strategy();

    /** The schedule of the execution that has just ended; a copy. */
    int[] schedule();
  }

  /** With the best carrier of this JVM. */
  public Explorer() {
    this(ThreadCarrier.best());
  }

  /** With this carrier, which {@link #close} closes. */
  public Explorer(ThreadCarrier carrier) {
    this.carrier = carrier;
  }

  /** Whether the search goes on after a failure; off if not set. */
  public Explorer keepGoing(boolean value) {
    keepGoing = value;
    return this;
  }

  /**
   * Whether a cycle of lock waits ends an execution at once, whatever other threads could do still;
   * on if not set. A search that keeps going after failures follows it to its end all the same: by
   * what is cut off it would miss executions, or count one for each moment of the others.
   */
  public Explorer eagerDeadlock(boolean value) {
    eagerDeadlock = value;
    return this;
  }

  /** The steps after which an execution fails as one that does not end; 20,000 if not set. */
  public Explorer stepLimit(long value) {
    stepLimit = value;
    return this;
  }

  /**
   * Whether an access to a woven field that nothing orders with another one fails the execution;
   * {@link giantless.lock.explored.WovenFields} says what is seen. If not set, the system property
   * {@code giantless.races} decides, which is {@code true} in woven tests.
   */
  public Explorer races(boolean value) {
    races = value;
    return this;
  }

  /** Asked after every execution; answers whether to go on. */
  public Explorer progress(Predicate<Progress> value) {
    progress = value;
    return this;
  }

  /**
   * Changes whenever an execution makes a step or begins. For a watchdog in another Java thread; so
   * is {@link #running}.
   */
  public long beats() {
    return beats;
  }

  /** The Java thread in which an execution is, or was last; null if none has been. */
  public Thread running() {
    World w = world;
    return w == null ? null : w.carrierThread();
  }

  /** What the threads of executions are made of. */
  public String carrier() {
    return carrier.describe();
  }

  /** What differs between explorers of the same program, as a text. */
  public String settings() {
    return "steps " + stepLimit + ", races " + races + ", eager deadlock " + isEager();
  }

  private boolean isEager() {
    return eagerDeadlock && !keepGoing;
  }

  public Exploration explore(Program program, Strategy strategy, Budget budget) {
    return explore(program, strategy, budget, Totals.NONE);
  }

  /**
   * Goes on with a search.
   *
   * @param strategy as far as it was then
   * @param budget for what comes now
   * @param before what was counted then
   */
  public Exploration explore(Program program, Strategy strategy, Budget budget, Totals before) {
    Run run = new Run(strategy, before);
    WorldOptions options = options().traceLimit(0);
    Exploration.End end = null;
    while (end == null) {
      if (budget.isSpent(run.executions - before.executions(), run.start) && strategy.hasMore()) {
        end = Exploration.End.BUDGET;
      } else if (!strategy.advance()) {
        end = Exploration.End.EXHAUSTED;
      } else {
        run.one(program, options);
        if (run.schedule != null && !keepGoing) {
          end = Exploration.End.FAILURE;
        } else if (!progress.test(run) && strategy.hasMore()) {
          end = Exploration.End.STOPPED;
        }
      }
    }
    if (run.failure == null && run.schedule != null) {
      run.failure =
          replay(program, new ReplayScheduler(run.schedule, strategy.timeIsChoice()), false);
    }
    return run.exploration(end);
  }

  /** Runs one execution as the scheduler says, and records nothing. */
  public Result attempt(Program program, Scheduler scheduler) {
    try (World world = new World(scheduler, options().traceLimit(0))) {
      return runOnce(program, world);
    }
  }

  private WorldOptions options() {
    return new WorldOptions()
        .carrier(carrier)
        .races(races)
        .dropThreads(true)
        .eagerDeadlock(isEager())
        .stepLimit(stepLimit);
  }

  /**
   * Runs the schedule once and records it.
   *
   * @param sites whether to record the source lines of operations, and the stacks of a race
   */
  public Result replay(Program program, Scheduler schedule, boolean sites) {
    WorldOptions options = options().sites(sites).raceStacks(sites);
    try (World world = new World(schedule, options)) {
      return runOnce(program, world);
    }
  }

  private Result runOnce(Program program, World w) {
    world = w;
    beats++;
    Result r = w.run(program.begin(w));
    Failure left = r.isComplete() ? program.end(w) : null;
    return left == null ? r : r.failedAfterwards(left);
  }

  @Override
  public void close() {
    carrier.close();
  }

  /** The state of one search; stands between world and strategy, and writes the decisions down. */
  private final class Run implements Scheduler, Progress {
    private final Strategy strategy;
    private final long start = System.nanoTime();
    private int[] decisions = new int[64];
    private int size;
    private long executions;
    private long failures;
    private long steps;
    private int depth;

    /** Spent before this run. */
    private final long nanos;

    private Result failure;
    private int[] schedule;

    Run(Strategy strategy, Totals before) {
      this.strategy = strategy;
      executions = before.executions();
      failures = before.failures();
      steps = before.steps();
      depth = before.depth();
      nanos = before.nanos();
      schedule = before.schedule();
    }

    void one(Program program, WorldOptions options) {
      size = 0;
      try (World w = new World(this, options)) {
        Result r = runOnce(program, w);
        steps += r.steps();
        strategy.done(r);
        if (r.isStopped()) {
          return;
        }
        executions++;
        depth = (int) Math.max(depth, r.steps());
        if (r.failure() != null) {
          failures++;
          if (schedule == null) {
            failure = r;
            schedule = Arrays.copyOf(decisions, size);
          }
        }
      }
    }

    Exploration exploration(Exploration.End end) {
      long spent = nanos + System.nanoTime() - start;
      Totals totals = new Totals(executions, failures, steps, depth, spent, schedule);
      return new Exploration(strategy, end, totals, failure);
    }

    private void record(int decision) {
      if (size == decisions.length) {
        decisions = Arrays.copyOf(decisions, size * 2);
      }
      decisions[size++] = decision;
    }

    @Override
    public boolean timeIsChoice() {
      return strategy.timeIsChoice();
    }

    @Override
    public void begin(World world) {
      strategy.begin(world);
    }

    @Override
    public int next(World world) {
      int decision = strategy.next(world);
      beats++;
      if (decision != STOP) {
        record(decision);
      }
      return decision;
    }

    @Override
    public int choose(World world, ExploredThread thread, int alternatives, String what) {
      int answer = strategy.choose(world, thread, alternatives, what);
      record(answer);
      return answer;
    }

    @Override
    public void woke(World world, ExploredThread thread) {
      strategy.woke(world, thread);
    }

    @Override
    public void end(World world) {
      strategy.end(world);
    }

    @Override
    public long executions() {
      return executions;
    }

    @Override
    public double seconds() {
      return (nanos + System.nanoTime() - start) / 1e9;
    }

    @Override
    public int depth() {
      return depth;
    }

    @Override
    public Strategy strategy() {
      return strategy;
    }

    @Override
    public int[] schedule() {
      return Arrays.copyOf(decisions, size);
    }
  }
}
