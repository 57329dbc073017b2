package giantless.explore.scenario;

import giantless.explore.minimise.Minimal;
import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Strategy;
import giantless.explore.story.TraceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Explores scenarios, one at a time. */
public final class ScenarioRunner implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Explorer explorer;
  private final List<Checker> checkers = new ArrayList<>();
  private long patienceNanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private boolean stuck;
  private Predicate<Explorer.Progress> progress = p -> true;

  /** With the best threads of this JVM, and with the checkers that are on the class path. */
  public ScenarioRunner() {
    this(new Explorer(), Thread.currentThread().getContextClassLoader());
  }

  /**
   * A runner.
   *
   * @param explorer is closed by {@link #close}
   * @param loader finds the shared checkers
   */
  public ScenarioRunner(Explorer explorer, ClassLoader loader) {
    this.explorer = explorer;
    for (Checker c : ServiceLoader.load(Checker.class, loader)) {
      checkers.add(c);
    }
  }

  /**
   * How long an execution may take from one step to the next, in processor time or asleep; 10 s if
   * not set. It only tells a scenario that is stuck from one that is slow.
   */
  public ScenarioRunner patience(long nanos) {
    patienceNanos = nanos;
    return this;
  }

  /** One more checker, for all scenarios. */
  public ScenarioRunner checker(Checker c) {
    checkers.add(c);
    return this;
  }

  /** Asked after every execution; answers whether to go on. */
  public ScenarioRunner progress(Predicate<Explorer.Progress> value) {
    progress = value;
    return this;
  }

  /** What the threads of executions are made of. */
  public String carrier() {
    return explorer.carrier();
  }

  /** The budget of the gate or, with {@code -Dgiantless.budget=nightly}, of the night. */
  public static Budget budget(ScenarioClass scenario) {
    Scenario s = scenario.scenario();
    boolean nightly = "nightly".equals(System.getProperty("giantless.budget"));
    return Budget.parse(nightly ? s.nightly() : s.gate());
  }

  /** By every schedule, within the budget of this build. */
  public Outcome run(ScenarioClass scenario) {
    return run(scenario, new Dpor(scenario.scenario().timers()), budget(scenario));
  }

  /**
   * Explores the scenario.
   *
   * @throws BadScenario if it cannot be
   */
  public Outcome run(ScenarioClass scenario, Strategy strategy, Budget budget) {
    return supervised(scenario, () -> search(scenario, strategy, budget));
  }

  private Outcome supervised(ScenarioClass scenario, Supplier<Outcome> search) {
    if (stuck) {
      throw new IllegalStateException("this runner is stuck in another scenario");
    }
    try {
      return Supervised.call(explorer, scenario, patienceNanos, search);
    } catch (Supervised.Stuck e) {
      stuck = true;
      throw new BadScenario(e.getMessage());
    }
  }

  private Outcome search(ScenarioClass scenario, Strategy strategy, Budget budget) {
    explorer.stepLimit(scenario.scenario().steps());
    OrderSearch order = new OrderSearch();
    Determinism determinism = new Determinism(explorer, scenario, checkers);
    explorer.progress(
        p -> {
          order.executed(p);
          if (Determinism.isCompared(p.executions())) {
            determinism.check(p.schedule());
          }
          return progress.test(p);
        });
    ScenarioProgram program = new ScenarioProgram(scenario, checkers, order::watch);
    Exploration e = explorer.explore(program, strategy, budget);
    Failed failed = new Failed(explorer, scenario, checkers);
    if (e.failure() != null) {
      refuse(scenario, e.failure().failure().cause());
      determinism.check(e.schedule());
      Minimal minimal =
          Shortening.of(
              explorer, scenario, checkers, FailureKind.of(e.failure().failure()), e.schedule());
      int[] schedule = minimal == null ? e.schedule() : minimal.schedule();
      Outcome o = failed.outcome(e, trace(scenario, false, List.of(), schedule));
      if (o == null) {
        throw new BadScenario(
            scenario.type().getName()
                + " is not deterministic: an execution failed, and did not when it was run again: "
                + e.failure().failure().message());
      }
      return o.shortened(minimal);
    }
    if (order.violation() != null) {
      return reversal(failed, scenario, order, e);
    }
    boolean between = !scenario.everyStep().isEmpty();
    Outcome.Verdict v =
        e.isComplete() && !between
            ? Outcome.Verdict.PROVED_WITHIN_BOUNDS
            : Outcome.Verdict.PASSED_SAMPLED;
    String what = covered(e);
    if (e.isComplete() && between) {
      // Of the orders of independent steps one is run; the states between them differ in the
      // others.
      what += "; left: what invariants of every step see in other orders of independent steps";
    }
    return new Outcome(scenario, v, what, null, e, null, null, "");
  }

  /** What breaks the rules of scenarios is no failure of what it is about. */
  private static void refuse(ScenarioClass scenario, Throwable e) {
    if (e instanceof BadScenario) {
      String at = Where.in(scenario.type(), e.getStackTrace());
      throw new BadScenario(
          scenario.type().getName()
              + ": "
              + e.getMessage()
              + ", at "
              + (at == null ? ClassLines.of(scenario.type()) : at),
          e);
    }
  }

  /** With as few executions before the one that shows it as can be. */
  private static Outcome reversal(
      Failed failed, ScenarioClass scenario, OrderSearch order, Exploration e) {
    List<List<int[]>> tries = new ArrayList<>();
    tries.add(List.of());
    for (int[] one : order.taught()) {
      tries.add(List.of(one));
    }
    tries.add(order.taught());
    for (List<int[]> taught : tries) {
      Outcome o = failed.outcome(e, trace(scenario, true, taught, order.schedule()));
      if (o != null && o.kind() == FailureKind.ORDER_REVERSAL) {
        return o;
      }
    }
    throw new BadScenario(
        scenario.type().getName()
            + " is not deterministic: a reversal did not come again:\n"
            + order.violation().getMessage());
  }

  private static TraceFile trace(
      ScenarioClass scenario, boolean order, List<int[]> taught, int[] schedule) {
    return new TraceFile(scenario.traceName(), "", order, taught, schedule, List.of());
  }

  /**
   * Runs an execution again.
   *
   * @return null if it does not fail
   * @throws BadScenario if the scenario cannot follow it
   */
  public Outcome replay(ScenarioClass scenario, TraceFile trace) {
    explorer.stepLimit(scenario.scenario().steps());
    Failed failed = new Failed(explorer, scenario, checkers);
    return supervised(scenario, () -> failed.outcome(null, trace));
  }

  private static String covered(Exploration e) {
    String n = Outcome.count(e.executions()) + " executions of at most " + e.depth() + " steps";
    String by = e.strategy().name() + ", " + e.strategy().bounds();
    return e.isComplete()
        ? "all schedules: " + n + " (" + by + ")"
        : n + " (" + by + "); left: " + left(e);
  }

  private static String left(Exploration e) {
    switch (e.end()) {
      case EXHAUSTED:
        return "what lies outside of these bounds";
      case STOPPED:
        return "the search was stopped with " + branches(e);
      default:
        return "the budget was spent with " + branches(e);
    }
  }

  private static String branches(Exploration e) {
    long n = e.strategy().frontier();
    return n == 0 ? "more to draw" : Outcome.count(n) + " branches at least not followed";
  }

  /** What is stuck is left behind. */
  @Override
  public void close() {
    if (!stuck) {
      explorer.close();
    }
  }
}
