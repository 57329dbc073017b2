package giantless.stress.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.records.Verdict;
import giantless.stress.jcstress.JcstressRun.Budget;
import giantless.stress.jcstress.JcstressRun.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs jcstress inside the gate and turns each of its tests into a JUnit test: those of the
 * primitives and of the stack must pass, and each wrong twin must show its forbidden outcome, for
 * which it has a sampling budget ({@link TwinSampling}).
 *
 * <p>One test alone: {@code -Dgiantless.jcstress.filter=NAME}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JcstressIT {
  private static final String PACKAGE = "giantless.stress.jcstress.";
  private static final String BROKEN = PACKAGE + "broken.";
  private static final String FILTER = System.getProperty("giantless.jcstress.filter", "");

  private final Budget budget = Budget.ofBuild();
  private final JcstressRun run = new JcstressRun(Path.of("target", "jcstress"));
  private List<String> listed;
  private Map<String, Integer> furtherRounds;
  private double seconds;

  /** One run for all: jcstress needs some seconds to get to know the machine. */
  @BeforeAll
  void sample() throws Exception {
    String filter = PACKAGE.replace(".", "\\.") + "(lock|stack|broken)\\..*" + FILTER + ".*";
    listed = JcstressRun.list(filter);
    assertThat(listed).as("jcstress tests that match " + filter).isNotEmpty();
    long start = System.nanoTime();
    run.sample(filter, budget);
    furtherRounds = TwinSampling.further(this::rareTwins, this::sampleFurther);
    seconds = (System.nanoTime() - start) / 1e9 / listed.size();
  }

  /** What is not sampled is not green: a test in no package of the filter, or not compiled in. */
  @Test
  void every_test_of_the_sources_was_sampled() throws Exception {
    assertThat(notSampled(written(Path.of("src", "main", "java"), FILTER), run.outcomes().keySet()))
        .as("tests in the sources that were not sampled")
        .isEmpty();
  }

  /** The class names of the tests in a directory of sources which match the filter. */
  static List<String> written(Path sources, String filter) throws IOException {
    List<String> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (Pattern.compile(filter).matcher(name).find()
            && Files.readString(file).contains("\n@JCStressTest\n")) {
          String path = sources.relativize(file).toString().replace(".java", "");
          tests.add(path.replace(File.separatorChar, '.'));
        }
      }
    }
    return tests;
  }

  /** Those written and not sampled; all that there should be, if none is written. */
  static List<String> notSampled(List<String> written, Set<String> sampled) {
    return written.isEmpty()
        ? List.of("no test is written")
        : written.stream().filter(test -> !sampled.contains(test)).sorted().toList();
  }

  private List<String> rareTwins() {
    return listed.stream()
        .filter(test -> test.startsWith(BROKEN))
        .filter(test -> run.outcomes().containsKey(test))
        .filter(test -> run.outcomes().get(test).forbidden() < TwinSampling.ENOUGH)
        .toList();
  }

  private void sampleFurther(List<String> twins) throws Exception {
    String names = twins.stream().map(Pattern::quote).collect(Collectors.joining("|"));
    run.sample("^(" + names + ")$", Budget.ofFurtherRound());
  }

  @TestFactory
  List<DynamicTest> right_programs_show_only_accepted_outcomes() {
    return tests(false);
  }

  @TestFactory
  List<DynamicTest> wrong_twins_show_their_forbidden_outcome() {
    return tests(true);
  }

  private List<DynamicTest> tests(boolean wrong) {
    List<DynamicTest> tests = new ArrayList<>();
    for (String test : listed) {
      if (test.startsWith(BROKEN) == wrong) {
        tests.add(
            DynamicTest.dynamicTest(test.substring(PACKAGE.length()), () -> judge(test, wrong)));
      }
    }
    return tests;
  }

  private void judge(String test, boolean wrong) {
    Outcome outcome = run.outcomes().get(test);
    String name = test.substring(PACKAGE.length());
    String problem = problem(outcome, wrong);
    String simple = name.substring(name.lastIndexOf('.') + 1);
    ResultRecord.Builder record =
        ResultRecord.of("jcstress", wrong ? name + " (wrong twin)" : name)
            .verdict(problem == null ? Verdict.PASSED_SAMPLED : Verdict.FAILED)
            .reason(problem == null ? (wrong ? "caught; " : "") + sampled(test) : problem)
            .seconds(seconds)
            .replay("mvn -B verify -pl stress/jcstress -am -Dgiantless.jcstress.filter=" + simple);
    if (outcome != null) {
      record.count("samples", outcome.samples()).count("forks", outcome.runs());
      record.details(outcome.states() + (wrong ? " (wrong twin, must fail)" : ""));
      if (wrong) {
        record.count("forbidden", outcome.forbidden());
        record.count("further rounds", furtherRounds.getOrDefault(test, 0));
      }
    }
    ResultWriter.write(record.build());
    assertThat(problem).as(name + " " + outcome).isNull();
  }

  /** What was done for a test. */
  private String sampled(String test) {
    int rounds = furtherRounds.getOrDefault(test, 0);
    if (rounds == 0) {
      return budget.describe();
    }
    return String.format(
        "%s; too rarely seen to fail in that, so sampled further: %d of at most %d rounds of"
            + " %s",
        budget.describe(), rounds, TwinSampling.ROUNDS, Budget.ofFurtherRound().describe());
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
      return outcome.forbidden() > 0 ? null : "the wrong twin was not caught: " + outcome.states();
    }
    return outcome.passed() ? null : String.join("; ", outcome.failures());
  }
}
