package giantless.stress.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** Runs one structure against its sequential specification, by both strategies, with a record. */
final class Linearizability {
  private Linearizability() {}

  /** The structure must be linearizable, as far as the budget goes. */
  static void holds(Class<?> structure, Class<?> specification) {
    record(
        structure,
        "model checking",
        LincheckBudget.modelChecking(),
        false,
        () -> modelCheck(structure, specification));
    record(
        structure,
        "stress",
        LincheckBudget.stress(),
        false,
        () -> stress(structure, specification));
  }

  /** The wrong twin must be caught by model checking, with an invalid execution and not a crash. */
  static void isBroken(Class<?> structure, Class<?> specification, String expectedMessage) {
    record(
        structure,
        "model checking",
        LincheckBudget.modelChecking(),
        true,
        () ->
            assertThatThrownBy(() -> modelCheck(structure, specification))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(expectedMessage));
  }

  private static void modelCheck(Class<?> structure, Class<?> specification) {
    LincheckBudget b = LincheckBudget.modelChecking();
    new ModelCheckingOptions()
        .iterations(b.iterations())
        .invocationsPerIteration(b.invocations())
        .threads(b.threads())
        .actorsPerThread(b.operations())
        .actorsBefore(1)
        .actorsAfter(1)
        .minimizeFailedScenario(true)
        .sequentialSpecification(specification)
        .check(structure);
  }

  private static void stress(Class<?> structure, Class<?> specification) {
    LincheckBudget b = LincheckBudget.stress();
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

  private static void record(
      Class<?> structure, String strategy, LincheckBudget budget, boolean twin, Runnable body) {
    String test = structure.getEnclosingClass().getSimpleName();
    String check =
        test + "." + structure.getSimpleName() + ", " + strategy + (twin ? " (wrong twin)" : "");
    ResultRecord.Builder record =
        ResultRecord.of("lincheck", check)
            .replay("mvn -B verify -pl stress/lincheck -am -Dit.test=" + test);
    long start = System.nanoTime();
    try {
      body.run();
      record.passed((twin ? "caught; " : "") + budget.describe(strategy));
    } catch (Throwable t) {
      record.failed(String.valueOf(t.getMessage()));
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }
}
