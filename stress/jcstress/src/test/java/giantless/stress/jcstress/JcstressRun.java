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
import java.util.SortedSet;
import java.util.TreeMap;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * What jcstress found in the tests that filters name, read back from its result files.
 *
 * <p>jcstress 0.16 has no time budget, so a {@link Budget} chooses forks, iterations and their
 * length, which bound the time. Compilation modes are not split and threads are not pinned. With
 * JVM arguments of our own jcstress tries no other configuration of the JVM; a nightly run adds a
 * pass with the compiler's choices randomised.
 */
final class JcstressRun {

  /** How much a run may do; printed with the results. */
  record Budget(int forks, int iterations, int millis, boolean randomised) {
    static Budget ofBuild() {
      return "nightly".equals(System.getProperty("giantless.budget"))
          ? new Budget(3, 10, 500, true)
          : new Budget(1, 2, 120, false);
    }

    /** Of one further round for wrong twins that were not seen to fail yet. */
    static Budget ofFurtherRound() {
      return new Budget(1, 4, 500, false);
    }

    String describe() {
      return String.format(
          "forks %d, iterations %d of %d ms%s, compilation not split, no affinity",
          forks, iterations, millis, randomised ? ", plain and with a randomised compiler" : "");
    }
  }

  /** What came out for one test over all its forks; {@code forbidden} counts samples. */
  record Outcome(
      String test,
      boolean passed,
      Map<String, Long> states,
      List<String> failures,
      int runs,
      long samples,
      long forbidden) {}

  private static final String PLAIN = "-XX:+UseSerialGC";
  private static final String RANDOMISED =
      PLAIN
          + " -XX:+UnlockDiagnosticVMOptions -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN"
          + " -XX:+StressCCP";

  private final Path directory;
  private final Map<String, Outcome> outcomes = new TreeMap<>();

  /**
   * @param directory gets the files that jcstress writes
   */
  JcstressRun(Path directory) {
    this.directory = directory;
  }

  /** The results by the tests' class names. */
  Map<String, Outcome> outcomes() {
    return outcomes;
  }

  /**
   * Runs the tests whose class names match, and adds what comes out to what there is.
   *
   * @throws IllegalStateException if jcstress leaves no result file
   */
  void sample(String filter, Budget budget) throws Exception {
    pass(filter, budget, PLAIN);
    if (budget.randomised()) {
      pass(filter, budget, RANDOMISED);
    }
  }

  private void pass(String filter, Budget budget, String jvmArgs) throws Exception {
    Files.createDirectories(directory);
    String[] arguments = {
      "-t",
      filter,
      "-m",
      "quick",
      "-f",
      Integer.toString(budget.forks()),
      "-iters",
      Integer.toString(budget.iterations()),
      "-time",
      Integer.toString(budget.millis()),
      // Short epochs: slow tests keep near their time, and before it starts a fork runs twice as
      // many instances as an epoch has, to see how much memory they need.
      "-strideCount",
      "2",
      "-sc",
      "false",
      "-af",
      "NONE",
      "-hs",
      "64",
      "-pth",
      "false",
      "-r",
      directory.toString(),
      "-jvmArgs",
      jvmArgs
    };
    Options options = new Options(arguments);
    if (!options.parse()) {
      throw new IllegalStateException("jcstress does not understand " + List.of(arguments));
    }
    String printed = runQuietly(options);
    Files.writeString(directory.resolve("console.txt"), printed);
    Path blob = Path.of(options.getResultFile());
    if (!Files.exists(blob)) {
      throw new IllegalStateException("jcstress left no result file:\n" + printed);
    }
    DiskReadCollector reader = new DiskReadCollector(blob.toString(), this::add);
    reader.dump();
    reader.close();
    Files.delete(blob);
  }

  /**
   * jcstress keeps the configurations of the JVM in a static list, to which each run in one JVM
   * adds, and runs 17 with and without biased locking, which no lock here uses: one is enough.
   */
  private static final class OneConfiguration extends JCStress {
    OneConfiguration(Options options) {
      super(options);
      VMSupport.getAvailableVMConfigs().clear();
    }

    /** Asked for once the configurations are known, and before the runs are made of them. */
    @Override
    public SortedSet<String> getTests() {
      List<VMSupport.Config> found = VMSupport.getAvailableVMConfigs();
      if (found.size() > 1) {
        found.subList(0, found.size() - 1).clear(); // The last one is without.
      }
      return super.getTests();
    }
  }

  /** jcstress prints at length and throws when a test fails; the result file has it all. */
  private static String runQuietly(Options options) throws Exception {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream quiet = new PrintStream(sink, true, StandardCharsets.UTF_8)) {
      System.setOut(quiet);
      new OneConfiguration(options).run();
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
    long forbidden =
        result.grading().gradingResults.values().stream()
            .filter(g -> g.expect == Expect.FORBIDDEN)
            .mapToLong(g -> g.count)
            .sum();
    boolean passed = result.status() == Status.NORMAL && result.grading().isPassed;
    outcomes.put(
        result.getName(),
        new Outcome(
            result.getName(),
            passed && (old == null || old.passed()),
            states,
            failures,
            old == null ? 1 : old.runs() + 1,
            result.getTotalCount() + (old == null ? 0 : old.samples()),
            forbidden + (old == null ? 0 : old.forbidden())));
  }

  /** The names of all test classes that match, as jcstress itself lists them. */
  static List<String> list(String filter) throws IOException {
    Options options = new Options(new String[] {"-t", filter});
    options.parse();
    return List.copyOf(new JCStress(options).getTests());
  }
}
