package giantless.explore.scenario;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Strategy;
import giantless.explore.search.Totals;
import giantless.explore.story.TraceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Explores scenarios, one at a time. */
public final class ScenarioRunner implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  /** So much is lost at most when the machine goes down. */
  private static final Budget TEN_SECONDS = Budget.seconds(10);

  /** Of the orders of independent steps one is run; the states between them differ in others. */
  static final String BETWEEN =
      "; left: what invariants of every step see in other orders of independent steps";

  private final Explorer explorer;
  private final List<Checker> checkers = new ArrayList<>();
  private long patienceNanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private boolean shortens = true;
  private boolean stuck;
  private Predicate<Explorer.Progress> progress = p -> true;
  private Consumer<Unfinished> keeper;
  private Budget slice = TEN_SECONDS;
  private final Map<ClassLoader, CodeHash> codes = new HashMap<>();

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

  /**
   * Whether a failure is made short before it is told, which costs many executions; on if not set.
   */
  public ScenarioRunner shortens(boolean value) {
    shortens = value;
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
    return supervised(scenario, () -> search(scenario, strategy, budget, null));
  }

  /** As {@link #keeper(Consumer, Budget)}, every ten seconds. */
  public ScenarioRunner keeper(Consumer<Unfinished> value) {
    return keeper(value, TEN_SECONDS);
  }

  /**
   * Is handed a search from time to time, between two executions, and when it ends before its end:
   * by the budget, or since {@link #progress} said so. What is handed out moves on with the search,
   * so it is to be written down at once.
   *
   * @param every how long it goes on before it is handed out again
   */
  public ScenarioRunner keeper(Consumer<Unfinished> value, Budget every) {
    keeper = value;
    slice = every;
    return this;
  }

  /**
   * Goes on with a search that was put down; what comes out is what would have come out without.
   *
   * @param budget for what comes now
   * @throws giantless.explore.search.StateException if the scenario is not what it was then
   * @throws BadScenario if it cannot be explored
   */
  public Outcome goOn(ScenarioClass scenario, Unfinished from, Budget budget) {
    return supervised(scenario, () -> search(scenario, from.search().strategy(), budget, from));
  }

  /**
   * Tells whether results that were kept are of this scenario: a hash of its code, of the code that
   * it runs, and of what it does on a few schedules.
   *
   * @throws BadScenario if it cannot be explored
   */
  public String fingerprint(ScenarioClass scenario) {
    return supervised(
        scenario, () -> ScenarioSearch.fingerprint(explorer, scenario, checkers, codeOf(scenario)));
  }

  String codeOf(ScenarioClass scenario) {
    ClassLoader loader = scenario.type().getClassLoader();
    return codes.computeIfAbsent(loader, CodeHash::new).of(scenario.type(), checkers);
  }

  Explorer explorer() {
    return explorer;
  }

  List<Checker> checkers() {
    return checkers;
  }

  /** A search by itself, not yet begun. */
  ScenarioSearch searching(ScenarioClass scenario) {
    return new ScenarioSearch(explorer, scenario, checkers, progress);
  }

  <T> T supervised(ScenarioClass scenario, Supplier<T> search) {
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

  private Outcome search(
      ScenarioClass scenario, Strategy strategy, Budget budget, Unfinished from) {
    ScenarioSearch search = searching(scenario);
    Totals before = Totals.NONE;
    if (keeper != null || from != null) {
      search.kept(codeOf(scenario), checkers);
    }
    if (from != null) {
      from.search().demand(search.fingerprint());
      search.after(from.order());
      before = from.totals();
    }
    Exploration e = search.explore(strategy, budget, before, keeper, slice);
    Failed failed = new Failed(explorer, scenario, checkers).shortens(shortens);
    if (e.failure() != null) {
      return failed.first(e, e.failure().failure(), e.schedule());
    }
    if (search.order().violation() != null) {
      return failed.reversal(e, search.order());
    }
    boolean between = !scenario.everyStep().isEmpty();
    Outcome.Verdict v =
        e.isComplete() && !between
            ? Outcome.Verdict.PROVED_WITHIN_BOUNDS
            : Outcome.Verdict.PASSED_SAMPLED;
    String what = covered(e);
    if (e.isComplete() && between) {
      what += BETWEEN;
    }
    return new Outcome(scenario, v, what, null, e, null, null, "").learnt(search.order().graph());
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
