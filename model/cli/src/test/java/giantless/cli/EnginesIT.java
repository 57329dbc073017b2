package giantless.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import giantless.explore.jpf.JpfHome;
import giantless.explore.jpf.JpfUnavailable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Words and exit codes of {@code --engine}, on a Java PathFinder that the user has brought. */
class EnginesIT {
  private static final String SOURCE =
      "package acme;\n"
          + "import giantless.explore.scenario.*;\n"
          + "import giantless.lock.*;\n"
          + "public class Count {\n"
          + "  static class Base {\n"
          + "    final Mtx mtx;\n"
          + "    int n;\n"
          + "    Base(Setup setup) { mtx = setup.runtime().mtx(Locks.SO_RCV); }\n"
          + "    void locked() { mtx.lock(); n++; mtx.unlock(); }\n"
          + "    void plain() { n++; mtx.lock(); mtx.unlock(); }\n"
          + "  }\n"
          + "  @Scenario(\"Two count\")\n"
          + "  static class Good extends Base {\n"
          + "    Good(Setup setup) { super(setup); }\n"
          + "    @Actor void one() { locked(); }\n"
          + "    @Actor void two() { locked(); }\n"
          + "    @Invariant boolean both() { return n == 2; }\n"
          + "  }\n"
          + "  @Scenario(\"Two race, and it does not say so\")\n"
          + "  static class Racing extends Base {\n"
          + "    Racing(Setup setup) { super(setup); }\n"
          + "    @Actor void one() { plain(); }\n"
          + "    @Actor void two() { plain(); }\n"
          + "  }\n"
          + "  @Scenario(value = \"Two race\", fails = FailureKind.RACE)\n"
          + "  static class Broken extends Racing {\n"
          + "    Broken(Setup setup) { super(setup); }\n"
          + "  }\n"
          + "  @Scenario(value = \"None is lost\", fails = FailureKind.ASSERTION)\n"
          + "  static class NotBroken extends Good {\n"
          + "    NotBroken(Setup setup) { super(setup); }\n"
          + "  }\n"
          + "  @Scenario(\"Two count for ever\")\n"
          + "  static class Endless extends Base {\n"
          + "    Endless(Setup setup) { super(setup); }\n"
          + "    @Actor void one() { while (true) locked(); }\n"
          + "    @Actor void two() { while (true) locked(); }\n"
          + "  }\n"
          + "}\n";

  @TempDir static Path dir;

  private StringWriter out;

  @BeforeAll
  static void compile() throws Exception {
    Path source = dir.resolve("Count.java");
    Files.writeString(source, SOURCE);
    // Java PathFinder reads no newer classes.
    String[] options = {
      "--release",
      "17",
      "-d",
      dir.resolve("classes").toString(),
      "-proc:none",
      "-cp",
      System.getProperty("java.class.path"),
      source.toString()
    };
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options)).isZero();
  }

  @BeforeEach
  void mustBeThere() {
    boolean there = Boolean.getBoolean("giantless.jpf") && System.getProperty(JpfHome.HOME) != null;
    String unavailable = "no jpf.home, or profile jpf is off";
    if (there) {
      try {
        JpfHome.ofProperties();
      } catch (JpfUnavailable e) {
        there = false;
        unavailable = e.getMessage();
      }
    }
    assertThat(there || System.getProperty("jpf.required") == null).as(unavailable).isTrue();
    assumeTrue(there, unavailable);
  }

  private int run(String engine, String... names) {
    List<String> args = new ArrayList<>(List.of("explore", "--engine", engine, "--classpath"));
    args.add(dir.resolve("classes").toString());
    for (String name : names) {
      args.add("acme.Count." + name);
    }
    out = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    return line.execute(args.toArray(new String[0]));
  }

  @Test
  void what_both_find_good_is_good() {
    assertThat(run("both", "Good")).isZero();
    assertThat(out.toString())
        .contains("explorer: Count.Good: PROVED-WITHIN-BOUNDS: all schedules")
        .contains("jpf: Count.Good: PROVED-WITHIN-BOUNDS: all ")
        .contains("  the engines agree\n");
  }

  @Test
  void what_only_the_explorer_can_see_fails_all_the_same_and_is_told() {
    assertThat(run("both", "Racing")).isEqualTo(1);
    assertThat(out.toString())
        .contains("  not compared: jpf cannot see a race\n")
        .contains("race on Base.n of ", "replay --classpath ");
  }

  @Test
  void a_twin_of_a_kind_that_jpf_does_not_look_for_is_none_of_its_faults() {
    assertThat(run("both", "Broken")).isZero();
    assertThat(out.toString()).contains("  not compared: jpf cannot see a race\n");
    assertThat(run("jpf", "Broken")).isZero();
    assertThat(out.toString()).contains("  a broken twin, but jpf cannot see a race\n");
  }

  @Test
  void a_twin_that_is_not_broken_fails_though_the_engines_agree() {
    assertThat(run("both", "NotBroken", "Good")).isEqualTo(1);
    assertThat(out.toString()).contains("  the engines agree\n  a broken twin, which must fail\n");
    assertThat(run("jpf", "NotBroken")).isEqualTo(1);
  }

  /** A command in a JVM of its own, which has told of Good and is at Endless. */
  private static final class Search {
    final Process process;
    final Path temporary;
    private final StringBuilder said = new StringBuilder();
    private final BufferedReader lines;

    /** The JVM of Java PathFinder. */
    final ProcessHandle other;

    Search(Path temporary) throws IOException {
      this.temporary = Files.createDirectory(temporary);
      List<String> command = new ArrayList<>(Interruptible.prefix());
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Djava.io.tmpdir=" + temporary);
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
      command.add(Main.class.getName());
      command.addAll(List.of("explore", "--engine", "jpf"));
      command.addAll(List.of("--jpf-home", System.getProperty(JpfHome.HOME)));
      if (System.getProperty(JpfHome.JAVA) != null) {
        command.addAll(List.of("--jpf-java", System.getProperty(JpfHome.JAVA)));
      }
      command.addAll(List.of("--classpath", dir.resolve("classes").toString()));
      command.addAll(List.of("acme.Count.Good", "acme.Count.Endless", "acme.Count.NotBroken"));
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      lines = process.inputReader();
      String line = "";
      while (line != null && !line.contains("jpf: Count.Good: PROVED-WITHIN-BOUNDS")) {
        line = lines.readLine();
        said.append(line).append('\n');
      }
      assertThat(line).as("said: %s", said).isNotNull();
      other = process.descendants().findFirst().orElseThrow();
      // The answer of Good goes when the next one is asked.
      while (process.isAlive() && hasAnswer()) {
        Thread.onSpinWait();
      }
    }

    private boolean hasAnswer() throws IOException {
      try (Stream<Path> all = Files.list(temporary)) {
        return all.anyMatch(d -> Files.exists(d.resolve("result.txt")));
      }
    }

    /** What it has said in all, when it has ended and that JVM too. */
    String end() throws Exception {
      lines.lines().forEach(l -> said.append(l).append('\n'));
      process.waitFor();
      other.onExit().get(60, TimeUnit.SECONDS);
      return said.toString();
    }
  }

  private static void signal(String name, long... pids) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    for (long pid : pids) {
      command.add(Long.toString(pid));
    }
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  /** A terminal sends the signal to both. */
  @Test
  void ctrl_c_tells_what_there_is_and_leaves_nothing_behind(@TempDir Path tmp) throws Exception {
    Search s = new Search(tmp.resolve("t"));
    signal("INT", s.process.pid(), s.other.pid());
    String said = s.end();
    assertThat(said)
        .contains("giantless: the search stops\n")
        .containsPattern(
            "jpf: Count.Endless: NOT RUN: "
                + "(interrupted|Java PathFinder was ended by SIGINT from outside)\n")
        .contains("Not run to the end: acme.Count.Endless, acme.Count.NotBroken\n")
        .doesNotContain("jpf: Count.NotBroken");
    assertThat(s.process.exitValue()).as(said).isEqualTo(130);
    assertThat(s.temporary).isEmptyDirectory();
  }

  @Test
  void the_other_jvm_ends_with_who_asks_it_even_if_that_is_killed(@TempDir Path tmp)
      throws Exception {
    Search s = new Search(tmp.resolve("t"));
    signal("KILL", s.process.pid());
    s.end();
    assertThat(s.other.isAlive()).isFalse();
  }

  @Test
  void an_other_jvm_that_is_killed_is_started_again(@TempDir Path tmp) throws Exception {
    Search s = new Search(tmp.resolve("t"));
    signal("KILL", s.other.pid());
    s.other.onExit().get(60, TimeUnit.SECONDS);
    while (s.process.isAlive() && s.process.children().findAny().isEmpty()) {
      Thread.onSpinWait();
    }
    ProcessHandle another = s.process.children().findAny().orElseThrow();
    signal("INT", s.process.pid());
    assertThat(s.end())
        .contains("jpf: Count.Endless: NOT RUN: interrupted\n")
        .contains("Not run to the end: acme.Count.Endless, acme.Count.NotBroken\n");
    assertThat(s.process.exitValue()).isEqualTo(130);
    another.onExit().get(60, TimeUnit.SECONDS);
  }
}
