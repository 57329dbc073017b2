package giantless.explore.jpf;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.search.Dpor;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Runs scenarios under Java PathFinder, in another JVM, which is killed when the time of one is up.
 * A search that is not complete, that sees one state or no end of a path, that has lost a path or
 * has met what Java PathFinder lacks, is NOT RUN and never a pass.
 */
public final class JpfEngine implements AutoCloseable {
  private static final String INSIDE = "giantless.explore.jpf.inside.";
  private static final String MODEL = "giantless.explore.jpf.model.";
  private static final String LOG = "log.txt";
  private static final String PROPERTIES = "system.properties";
  private static final double NANOS = 1e9;

  /** Java PathFinder's words, after those of its {@code Main}. */
  private static final String OUT_OF_MEMORY = "the search is not complete: memory limit reached";

  private final JpfHome home;
  private final Path work;
  private final Path inside;
  private final Path model;
  private final String classPath;
  private final ForkedJvm forked;
  private final List<String> checkers = new ArrayList<>();

  /** The JVM has said that the next program should have another one. */
  private boolean crowded;

  /**
   * Compiles what runs inside, and tries it.
   *
   * @throws JpfUnavailable if the home does not fit or does not work
   */
  public JpfEngine(JpfHome home) throws JpfUnavailable {
    this(home, System.getProperty("java.class.path"));
  }

  /**
   * @param classPath where the scenarios, the stack and this module are
   * @throws JpfUnavailable if the home does not fit or does not work
   */
  public JpfEngine(JpfHome home, String classPath) throws JpfUnavailable {
    this.home = home;
    this.classPath = absolute(classPath);
    try {
      this.work = Files.createTempDirectory("giantless-jpf");
      this.inside = Files.createDirectories(work.resolve("inside"));
      this.model = Files.createDirectories(work.resolve("model"));
      Files.writeString(
          work.resolve("site.properties"),
          "jpf-core=" + home.dir() + "\nextensions=${jpf-core}\n",
          StandardCharsets.UTF_8);
      try (OutputStream to = Files.newOutputStream(work.resolve(PROPERTIES))) {
        ((Properties) System.getProperties().clone()).store(to, null);
      }
    } catch (IOException e) {
      throw new JpfUnavailable("no room for a run of Java PathFinder: " + e);
    }
    this.forked = new ForkedJvm(work, work.resolve(LOG));
    try {
      JpfSources.compileInside(home, this.classPath, inside);
      JpfSources.compileModel(this.classPath, model);
      probe();
    } catch (JpfUnavailable e) {
      close();
      throw e;
    }
    for (Checker c : ServiceLoader.load(Checker.class)) {
      checkers.add(c.getClass().getName());
    }
  }

  /** The runs have another working directory. */
  private static String absolute(String classPath) {
    List<String> entries = new ArrayList<>();
    for (String e : classPath.split(File.pathSeparator, -1)) {
      entries.add(new File(e).getAbsolutePath());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** A Java PathFinder that does not find a deadlock where one is says nothing of scenarios. */
  private void probe() throws JpfUnavailable {
    JpfOutcome o =
        ask(List.of(MODEL + "Probe"), JpfLimits.standard(), "", getClass().getClassLoader());
    if (o.kind() != FailureKind.DEADLOCK) {
      throw new JpfUnavailable("jpf.home " + home + " does not work: " + o.reason());
    }
  }

  /** Runs the scenario by every schedule. */
  public JpfOutcome run(ScenarioClass scenario, JpfLimits limits) {
    List<String> program = new ArrayList<>();
    program.add(MODEL + "Entry");
    program.add(scenario.type().getName());
    program.add(Integer.toString(scenario.scenario().timers()));
    program.addAll(checkers);
    String bounds = new Dpor(scenario.scenario().timers()).bounds();
    return ask(program, limits, bounds, scenario.type().getClassLoader());
  }

  /**
   * Runs a program that makes a world of its own, without early deadlines.
   *
   * @param program a class with {@code main}, and its arguments
   */
  JpfOutcome run(List<String> program, JpfLimits limits) {
    return ask(program, limits, new Dpor().bounds(), getClass().getClassLoader());
  }

  /** What Java PathFinder and, on all their paths, the programs have printed in the JVM of now. */
  List<String> printed() throws IOException {
    return Files.readAllLines(work.resolve(LOG), StandardCharsets.UTF_8);
  }

  /**
   * Runs a program.
   *
   * @param program a class with {@code main}, and its arguments
   */
  private JpfOutcome ask(
      List<String> program, JpfLimits limits, String bounds, ClassLoader loader) {
    long start = System.nanoTime();
    try {
      List<String> command = command(limits);
      if (crowded) {
        forked.retire();
      }
      boolean alone = forked.isFresh(command);
      JpfOutcome o = once(command, program, limits, bounds, loader, start);
      if (!alone && isOfItsJvm(o, command)) {
        // What ran before it in the same JVM may have to do with it.
        forked.retire();
        o = once(command, program, limits, bounds, loader, start);
      }
      return o;
    } catch (IOException e) {
      return JpfOutcome.notRun("Java PathFinder cannot be started: " + e.getMessage(), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return JpfOutcome.notRun("interrupted", (System.nanoTime() - start) / NANOS);
    }
  }

  /** It says nothing of the program if the JVM had run others before. */
  private boolean isOfItsJvm(JpfOutcome o, List<String> command) {
    return o.verdict() == Verdict.NOT_RUN
        && (forked.isFresh(command) || o.reason().startsWith(OUT_OF_MEMORY));
  }

  private JpfOutcome once(
      List<String> command,
      List<String> program,
      JpfLimits limits,
      String bounds,
      ClassLoader loader,
      long start)
      throws IOException, InterruptedException {
    Path result = work.resolve("result.txt");
    Files.deleteIfExists(result);
    // What Main reads: the file for the result, and the program.
    String question = result + "\t" + String.join("\t", program);
    crowded = false;
    String wrong = forked.ask(command, question, result, limits.seconds());
    double seconds = (System.nanoTime() - start) / NANOS;
    if (wrong != null) {
      return JpfOutcome.notRun(wrong, seconds);
    }
    List<String> lines = Files.readAllLines(result, StandardCharsets.UTF_8);
    crowded = lines.contains("crowded=true");
    return JpfResult.read(lines, seconds, bounds, loader);
  }

  private List<String> command(JpfLimits limits) {
    List<String> c = new ArrayList<>();
    c.add(home.java().toString());
    c.add("-Xmx" + limits.megabytes() + "m");
    c.add("-XX:+UseSerialGC");
    // Most runs end before the second compiler has paid for itself.
    c.add("-XX:TieredStopAtLevel=1");
    c.add("-XX:+ExitOnOutOfMemoryError");
    // The bytes of a text are then those that the JDK's code expects.
    c.add("-Dfile.encoding=ISO-8859-1");
    for (String p : List.of("jdk.internal.misc", "java.lang", "java.util")) {
      c.add("--add-opens");
      c.add("java.base/" + p + "=ALL-UNNAMED");
    }
    c.add("-cp");
    c.add(String.join(File.pathSeparator, home.jars(), inside.toString(), classPath));
    c.add(INSIDE + "Main");
    c.add("+site=" + work.resolve("site.properties"));
    c.add("+classpath=" + model + ";" + classPath.replace(File.pathSeparator, ";"));
    // Before Java PathFinder's own: some of ours extend theirs.
    c.add("++peer_packages=giantless.explore.jpf.inside;");
    c.add("+vm.sysprop.source=file");
    c.add("+vm.sysprop.file=" + work.resolve(PROPERTIES));
    c.add("+vm.heap.class=" + INSIDE + "Texts");
    c.add("+jvm.insn_factory.class=" + INSIDE + "Instructions");
    c.add("+vm.scheduler.sync.class=" + INSIDE + "Policy");
    c.add("+vm.scheduler.sharedness.class=" + INSIDE + "Fields");
    c.add("+vm.serializer.class=" + INSIDE + "DeltaSerializer");
    // States are kept whole: of two that differ, none is taken for the other as with hashes.
    c.add("+vm.storage.class=gov.nasa.jpf.vm.FullStateSet");
    c.add("+listener=" + INSIDE + "Guard");
    c.add("+search.properties=gov.nasa.jpf.vm.NoUncaughtExceptionsProperty");
    c.add("+vm.gc=false");
    c.add("+vm.max_transition_length=20000000");
    c.add("+report.console.property_violation=error");
    return c;
  }

  /** Removes what was compiled. */
  @Override
  public void close() {
    forked.close();
    try (Stream<Path> files = Files.walk(work)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(f);
      }
    } catch (IOException e) {
      work.toFile().deleteOnExit();
    }
  }
}
