package giantless.stress.jcstress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * One run of jcstress over the tests that a filter names, with the results read back from its file.
 *
 * <p>jcstress 0.16 has no time budget, so a {@link Budget} chooses forks, iterations and their
 * length, which bound the time. Compilation modes are not split and threads are not pinned; one
 * normal and one stress fork (randomised compiler) run for each test.
 */
final class JcstressRun {

  /** How much a run may do; printed with the results. */
  record Budget(int forks, int stressForks, int iterations, int millis) {
    static Budget ofBuild() {
      return "nightly".equals(System.getProperty("giantless.budget"))
          ? new Budget(3, 3, 10, 500)
          : new Budget(1, 1, 1, 150);
    }

    String describe() {
      return String.format(
          "%d+%d forks x %d iterations x %d ms, compilation not split, no affinity",
          forks, stressForks, iterations, millis);
    }
  }

  /** What came out for one test over all its configurations. */
  record Outcome(
      String test,
      boolean passed,
      Map<String, Long> states,
      List<String> failures,
      int configurations,
      long samples) {}

  private final Map<String, Outcome> outcomes = new TreeMap<>();

  /** The results by the tests' class names. */
  Map<String, Outcome> outcomes() {
    return outcomes;
  }

  /**
   * Runs the tests whose class names match.
   *
   * @throws IllegalStateException if jcstress leaves no result file
   */
  static JcstressRun of(String filter, Budget budget, Path directory) throws Exception {
    Files.createDirectories(directory);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-t",
                filter,
                "-m",
                "quick",
                "-f",
                Integer.toString(budget.forks()),
                "-fsm",
                Integer.toString(budget.stressForks()),
                "-iters",
                Integer.toString(budget.iterations()),
                "-time",
                Integer.toString(budget.millis()),
                "-sc",
                "false",
                "-af",
                "NONE",
                "-hs",
                "64",
                "-pth",
                "false",
                "-r",
                directory.toString()));
    arguments.add("-jvmArgs");
    arguments.add(jvmArgs());
    Options options = new Options(arguments.toArray(new String[0]));
    if (!options.parse()) {
      throw new IllegalStateException("jcstress does not understand " + arguments);
    }
    String printed = runQuietly(options);
    Files.writeString(directory.resolve("console.txt"), printed);
    Path blob = Path.of(options.getResultFile());
    if (!Files.exists(blob)) {
      throw new IllegalStateException("jcstress left no result file:\n" + printed);
    }
    JcstressRun run = new JcstressRun();
    DiskReadCollector reader = new DiskReadCollector(blob.toString(), run::add);
    reader.dump();
    reader.close();
    Files.delete(blob);
    return run;
  }

  private static String jvmArgs() {
    // One configuration only: 17 would run each test with and without biased locking.
    return Runtime.version().feature() < 18
        ? "-XX:+UseSerialGC -XX:-UseBiasedLocking"
        : "-XX:+UseSerialGC";
  }

  /** jcstress prints at length and throws when a test fails; the result file has it all. */
  private static String runQuietly(Options options) throws Exception {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream quiet = new PrintStream(sink, true, StandardCharsets.UTF_8)) {
      System.setOut(quiet);
      new JCStress(options).run();
    } catch (AssertionError failedTests) {
      sink.write(("\n" + failedTests).getBytes(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
    return sink.toString(StandardCharsets.UTF_8);
  }

  private void add(TestResult result) {
    Outcome old = outcomes.get(result.getName());
    Map<String, Long> states = old == null ? new TreeMap<>() : old.states();
    List<String> failures = old == null ? new ArrayList<>() : old.failures();
    for (String state : result.getStateKeys()) {
      states.merge(state, result.getCount(state), Long::sum);
    }
    if (result.status() != Status.NORMAL) {
      failures.add("status " + result.status() + " " + result.getMessages());
    }
    failures.addAll(result.grading().failureMessages);
    boolean passed = result.status() == Status.NORMAL && result.grading().isPassed;
    outcomes.put(
        result.getName(),
        new Outcome(
            result.getName(),
            passed && (old == null || old.passed()),
            states,
            failures,
            old == null ? 1 : old.configurations() + 1,
            result.getTotalCount() + (old == null ? 0 : old.samples())));
  }

  /** The names of all test classes that match, as jcstress itself lists them. */
  static List<String> list(String filter) throws IOException {
    Options options = new Options(new String[] {"-t", filter});
    options.parse();
    return List.copyOf(new JCStress(options).getTests());
  }
}
