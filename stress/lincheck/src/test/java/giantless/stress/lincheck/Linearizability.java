package giantless.stress.lincheck;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Kassert;
import giantless.stack.mbuf.MbufPool;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Runs one structure against its sequential specification, by both strategies, with a record.
 *
 * <p>No library of assertions is used here, nor where structures are checked: each check of
 * Lincheck transforms the classes that are loaded, and back. The constant pools of two classes of
 * AssertJ double each time, until the JVM merges them for minutes.
 */
final class Linearizability {
  private static final Set<String> UNSEEN =
      Set.of(
          Machines.class.getName(),
          Machines.Clocked.class.getName(),
          Counter.class.getName(),
          Kassert.class.getName());
  private static final Set<String> UNSEEN_METHODS =
      Set.of("curthread", "assertOwned", "assertNotOwned");

  private static final LincheckLog LOG = LincheckLog.watch();

  private Linearizability() {}

  /** A structure of a few fields must be linearizable, as far as the budget goes. */
  static void holds(Class<?> structure, Class<?> specification) {
    holds(structure, specification, LincheckBudget.modelChecking());
  }

  /** A layer of the stack must be linearizable, as far as the budget goes. */
  static void layerHolds(Class<?> structure, Class<?> specification) {
    holds(structure, specification, LincheckBudget.modelCheckingLayer());
  }

  /** As {@link #layerHolds} with smaller budgets, for what stands on a whole machine. */
  static void machineHolds(Class<?> structure, Class<?> specification) {
    holds(
        structure,
        specification,
        LincheckBudget.modelCheckingMachine(),
        LincheckBudget.stressOfMachine());
  }

  static void holds(Class<?> structure, Class<?> specification, LincheckBudget modelChecking) {
    holds(structure, specification, modelChecking, LincheckBudget.stress());
  }

  private static void holds(
      Class<?> structure,
      Class<?> specification,
      LincheckBudget modelChecking,
      LincheckBudget stress) {
    record(
        name(structure, "model checking", false),
        modelChecked(structure, modelChecking.describe("model checking")),
        () -> modelCheck(structure, specification, modelChecking));
    stressed(structure, specification, stress);
  }

  /** For a machine with threads of its own, which the model checker's runtime does not have. */
  static void machineHoldsUnderStress(Class<?> structure, Class<?> specification) {
    stressed(structure, specification, LincheckBudget.stressOfMachine());
  }

  private static void stressed(Class<?> structure, Class<?> specification, LincheckBudget b) {
    record(
        name(structure, "stress", false),
        b.describe("stress"),
        () -> stress(structure, specification, b));
  }

  /**
   * One scenario of a structure of a few fields must be linearizable, as far as the budget goes.
   */
  static void holdsIn(ExecutionScenario scenario, Class<?> structure, Class<?> specification) {
    holdsIn(scenario, structure, specification, LincheckBudget.modelChecking());
  }

  /** One scenario of a layer of the stack must be linearizable, as far as the budget goes. */
  static void layerHoldsIn(ExecutionScenario scenario, Class<?> structure, Class<?> specification) {
    holdsIn(scenario, structure, specification, LincheckBudget.modelCheckingLayer());
  }

  private static void holdsIn(
      ExecutionScenario scenario,
      Class<?> structure,
      Class<?> specification,
      LincheckBudget modelChecking) {
    LincheckBudget m = modelChecking.ofOneScenario();
    record(
        name(structure, scenario.getNThreads() + " given threads, model checking", false),
        modelChecked(structure, m.describeGiven("model checking")),
        () -> modelCheckIn(scenario, structure, specification, m));
    LincheckBudget s = LincheckBudget.stress().ofOneScenario();
    record(
        name(structure, scenario.getNThreads() + " given threads, stress", false),
        s.describeGiven("stress"),
        () -> stressIn(scenario, structure, specification, s));
  }

  /**
   * The wrong twin must be caught by model checking in the scenario that is given, with the message
   * and not by a crash.
   */
  static void isBrokenIn(
      ExecutionScenario scenario,
      Class<?> structure,
      Class<?> specification,
      String expectedMessage) {
    LincheckBudget b = LincheckBudget.modelChecking().ofOneScenario();
    record(
        name(structure, "given threads, model checking", true),
        modelChecked(structure, "caught; at most " + b.describeGiven("model checking")),
        () -> isCaught(() -> modelCheckIn(scenario, structure, specification, b), expectedMessage));
  }

  /**
   * The wrong twin must be caught by model checking within the very budget that its right brother
   * passes in the gate, in scenarios that are drawn.
   */
  static void isBroken(Class<?> structure, Class<?> specification, String expectedMessage) {
    LincheckBudget b = LincheckBudget.modelChecking();
    record(
        name(structure, "model checking", true),
        modelChecked(structure, "caught; at most " + b.describe("model checking")),
        () -> isCaught(() -> modelCheck(structure, specification, b), expectedMessage));
  }

  /** The wrong twin must be caught under stress. */
  static void isBrokenUnderStress(
      Class<?> structure, Class<?> specification, String expectedMessage) {
    LincheckBudget b = LincheckBudget.stressOfTwin();
    record(
        name(structure, "stress", true),
        "caught; at most " + b.describe("stress"),
        () -> isCaught(() -> stress(structure, specification, b), expectedMessage));
  }

  /** The check must fail as one of Lincheck does, and say so. */
  static void isCaught(Runnable check, String expectedMessage) {
    try {
      check.run();
    } catch (LincheckAssertionError e) {
      says(e, expectedMessage);
      return;
    }
    throw new AssertionError("not caught: " + expectedMessage);
  }

  static void says(AssertionError caught, String expectedMessage) {
    if (!caught.getMessage().contains(expectedMessage)) {
      throw new AssertionError("caught, but it does not say: " + expectedMessage, caught);
    }
  }

  // ---- The two strategies ----

  private static void modelCheck(Class<?> structure, Class<?> specification, LincheckBudget b) {
    onMonitors(
        options(structure, specification)
            .iterations(b.iterations())
            .invocationsPerIteration(b.invocations())
            .threads(b.threads())
            .actorsPerThread(b.operations())
            .actorsBefore(1)
            .actorsAfter(1)
            .minimizeFailedScenario(true),
        structure);
  }

  private static void modelCheckIn(
      ExecutionScenario scenario, Class<?> structure, Class<?> specification, LincheckBudget b) {
    onMonitors(
        options(structure, specification)
            .iterations(0)
            .addCustomScenario(scenario)
            .invocationsPerIteration(b.invocations())
            .minimizeFailedScenario(false),
        structure);
  }

  private static ModelCheckingOptions options(Class<?> structure, Class<?> specification) {
    return new ModelCheckingOptions()
        .sequentialSpecification(specification)
        .addGuarantee(unseen(structure))
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(name -> name.startsWith("giantless."))
                .methods(UNSEEN_METHODS::contains)
                .ignore());
  }

  /**
   * Where the model checker does not look, and does not switch. What makes the machine: nobody else
   * knows it yet. Statistics: nothing decides by them. Assertions and the current thread: only the
   * thread itself can change the answer. And the memory under all other structures than itself: its
   * locks are taken there only, and a thread that has begun there is through before another runs.
   */
  private static ManagedStrategyGuarantee unseen(Class<?> structure) {
    boolean memory = isMemory(structure);
    return ManagedStrategyGuaranteeKt.forClasses(
            name -> UNSEEN.contains(name) || !memory && name.equals(MbufPool.class.getName()))
        .allMethods()
        .ignore();
  }

  private static boolean isMemory(Class<?> structure) {
    return structure.getEnclosingClass() == MbufZoneIT.class;
  }

  /** What was done, with what was not looked at: see {@link #unseen}. */
  static String modelChecked(Class<?> structure, String what) {
    return isMemory(structure) ? what : what + "; MbufPool is not interleaved";
  }

  private static void onMonitors(Options<?, ?> options, Class<?> structure) {
    Machines.modelChecked(true);
    try {
      options.check(structure);
    } finally {
      Machines.modelChecked(false);
    }
  }

  private static void stress(Class<?> structure, Class<?> specification, LincheckBudget b) {
    new StressOptions()
        .iterations(b.iterations())
        .invocationsPerIteration(b.invocations())
        .threads(b.threads())
        .actorsPerThread(b.operations())
        .actorsBefore(1)
        .actorsAfter(1)
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(structure);
  }

  private static void stressIn(
      ExecutionScenario scenario, Class<?> structure, Class<?> specification, LincheckBudget b) {
    new StressOptions()
        .iterations(0)
        .addCustomScenario(scenario)
        .invocationsPerIteration(b.invocations())
        .minimizeFailedScenario(false)
        .sequentialSpecification(specification)
        .check(structure);
  }

  // ---- Records ----

  private static String name(Class<?> structure, String strategy, boolean twin) {
    return structure.getEnclosingClass().getSimpleName()
        + "."
        + structure.getSimpleName()
        + ", "
        + strategy
        + (twin ? " (wrong twin)" : "");
  }

  /** The class of the test that runs: the nearest caller that is one. */
  private static String test() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .map(f -> f.getDeclaringClass().getSimpleName())
                    .filter(name -> name.endsWith("IT"))
                    .findFirst())
        .orElseThrow();
  }

  private static void record(String check, String what, Runnable body) {
    ResultRecord.Builder record =
        ResultRecord.of("lincheck", check)
            .replay("mvn -B verify -pl stress/lincheck -am -Dit.test=" + test());
    long start = System.nanoTime();
    try {
      body.run();
      LOG.allWasTransformed();
      record.passed(what);
    } catch (Throwable t) {
      record.failed(String.valueOf(t.getMessage()));
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }
}
