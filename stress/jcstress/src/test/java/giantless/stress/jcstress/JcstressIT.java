package giantless.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import giantless.stress.jcstress.JcstressRun.Budget;
import giantless.stress.jcstress.JcstressRun.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs jcstress inside the gate and turns each of its tests into a JUnit test: those of the
 * primitives and of the stack must pass, and each wrong twin must show its forbidden outcome.
 *
 * <p>One test alone: {@code -Dgiantless.jcstress.filter=NAME}.
 */
class JcstressIT {
  private static final String PACKAGE = "giantless.stress.jcstress.";
  private static final String FILTER = System.getProperty("giantless.jcstress.filter", "");

  @TestFactory
  List<DynamicTest> right_programs_show_only_accepted_outcomes() throws Exception {
    return tests("right", PACKAGE.replace(".", "\\.") + "(lock|stack)\\..*" + FILTER + ".*", false);
  }

  @TestFactory
  List<DynamicTest> wrong_twins_show_their_forbidden_outcome() throws Exception {
    return tests("broken", PACKAGE.replace(".", "\\.") + "broken\\..*" + FILTER + ".*", true);
  }

  private static List<DynamicTest> tests(String name, String filter, boolean wrong)
      throws Exception {
    List<String> listed = JcstressRun.list(filter);
    List<DynamicTest> tests = new ArrayList<>();
    if (listed.isEmpty() && !FILTER.isEmpty()) {
      return tests;
    }
    assertThat(listed).as("jcstress tests that match " + filter).isNotEmpty();
    Budget budget = Budget.ofBuild();
    long start = System.nanoTime();
    JcstressRun run = JcstressRun.of(filter, budget, Path.of("target", "jcstress-" + name));
    double seconds = (System.nanoTime() - start) / 1e9 / listed.size();
    for (String test : listed) {
      Outcome outcome = run.outcomes().get(test);
      tests.add(
          DynamicTest.dynamicTest(
              test.substring(PACKAGE.length()),
              () -> judge(test, outcome, wrong, budget, seconds)));
    }
    return tests;
  }

  private static void judge(
      String test, Outcome outcome, boolean wrong, Budget budget, double seconds) {
    String name = test.substring(PACKAGE.length());
    String problem = problem(outcome, wrong);
    String simple = name.substring(name.lastIndexOf('.') + 1);
    ResultRecord.Builder record =
        ResultRecord.of("jcstress", name)
            .verdict(problem == null ? Verdict.PASSED_SAMPLED : Verdict.FAILED)
            .reason(problem == null ? budget.describe() : problem)
            .seconds(seconds)
            .replay("mvn -B verify -pl stress/jcstress -am -Dgiantless.jcstress.filter=" + simple);
    if (outcome != null) {
      record.count("samples", outcome.samples()).count("configurations", outcome.configurations());
      record.details(outcome.states() + (wrong ? " (wrong twin, must fail)" : ""));
    }
    ResultWriter.write(record.build());
    assertThat(problem).as(name + " " + outcome).isNull();
  }

  /** What is wrong with the outcome, or null. */
  static String problem(Outcome outcome, boolean wrong) {
    if (outcome == null) {
      return "jcstress has no result for it";
    }
    if (outcome.samples() == 0) {
      return "no sample was taken";
    }
    if (wrong) {
      boolean forbidden =
          outcome.failures().stream().anyMatch(f -> f.contains("Observed forbidden state"));
      return forbidden ? null : "the wrong twin was not caught: " + outcome.states();
    }
    return outcome.passed() ? null : String.join("; ", outcome.failures());
  }
}
