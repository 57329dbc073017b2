package giantless.explore.scenario;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Strategy;
import giantless.lock.LockWatch;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import giantless.lock.witness.WitnessViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** Explores scenarios, one at a time. */
public final class ScenarioRunner implements AutoCloseable {
  private final Explorer explorer;
  private final List<Checker> checkers = new ArrayList<>();

  /** With the best threads of this JVM, and with the checkers that are on the class path. */
  public ScenarioRunner() {
    this(new Explorer());
  }

  /** With this explorer, which {@link #close} closes. */
  public ScenarioRunner(Explorer explorer) {
    this.explorer = explorer;
    for (Checker c : ServiceLoader.load(Checker.class)) {
      checkers.add(c);
    }
  }

  /** One more checker, for all scenarios. */
  public ScenarioRunner checker(Checker c) {
    checkers.add(c);
    return this;
  }

  /** Asked after every execution; answers whether to go on. */
  public ScenarioRunner progress(Predicate<Explorer.Progress> value) {
    explorer.progress(value);
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
    explorer.stepLimit(scenario.scenario().steps());
    List<WitnessViolation> reversals = new ArrayList<>(1);
    LockWatch witness = Witness.builder().warnOfOrder(reversals::add).sites(Sites.NONE).build();
    ScenarioProgram program = new ScenarioProgram(scenario, checkers, () -> witness);
    Exploration e = explorer.explore(program, strategy, budget);
    if (e.failure() != null) {
      return failed(scenario, e);
    }
    if (!reversals.isEmpty()) {
      return new Outcome(
          scenario,
          Outcome.Verdict.FAILED,
          firstLine(reversals.get(0).getMessage()),
          FailureKind.ORDER_REVERSAL,
          e,
          null,
          null,
          reversals.get(0).getMessage());
    }
    Outcome.Verdict v =
        e.isComplete() ? Outcome.Verdict.PROVED_WITHIN_BOUNDS : Outcome.Verdict.PASSED_SAMPLED;
    return new Outcome(scenario, v, covered(e), null, e, null, null, "");
  }

  private Outcome failed(ScenarioClass scenario, Exploration e) {
    Witness witness = Witness.builder().warnOfOrder(v -> {}).build();
    ScenarioProgram program = new ScenarioProgram(scenario, checkers, () -> witness);
    boolean time = e.strategy().timeIsChoice();
    Result r = explorer.replay(program, new ReplayScheduler(e.schedule(), time), true);
    Failure f = r.failure() == null ? e.failure().failure() : r.failure();
    FailureKind kind = FailureKind.of(f);
    if (kind == null) {
      throw new BadScenario(scenario.name() + ": " + f.message(), f.cause());
    }
    String story = f.message() + "\n" + r.trace().columns();
    String reason = kind.text() + ": " + firstLine(f.message());
    return new Outcome(scenario, Outcome.Verdict.FAILED, reason, kind, e, r, e.schedule(), story);
  }

  private static String firstLine(String s) {
    return s.lines().findFirst().orElse("");
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

  @Override
  public void close() {
    explorer.close();
  }
}
