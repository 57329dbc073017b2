package giantless.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import giantless.explore.jpf.JpfHome;
import giantless.explore.jpf.JpfUnavailable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          + "}\n";

  @TempDir static Path dir;

  private StringWriter out;

  @BeforeAll
  static void compile() throws Exception {
    Path source = dir.resolve("Count.java");
    Files.writeString(source, SOURCE);
    String[] options = {
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
}
