package giantless.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import giantless.explore.jpf.JpfHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * {@code giantless explore} and {@code replay}: words and exit codes, on samples and own classes.
 */
class ExploreCommandIT {
  private static final String BROKEN = "Scenario_01_CrossedLocks.Broken";

  @TempDir Path dir;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void a_broken_twin_fails_as_it_must_and_a_fixed_one_is_proved() {
    assertThat(run("explore", "Scenario_01_CrossedLocks")).isZero();
    assertThat(out.toString())
        .contains(BROKEN + ": FAILED: deadlock: 2 threads wait for each other")
        .contains("a broken twin; that is how it must fail")
        .contains("Scenario_01_CrossedLocks.Fixed: PROVED-WITHIN-BOUNDS: all schedules: 2 exec")
        .contains("Threads: threads are ");
  }

  @Test
  void java_pathfinder_has_to_be_brought() {
    // Who runs this may have brought it.
    String brought = System.clearProperty(JpfHome.HOME);
    try {
      refusesToRunWithout();
    } finally {
      if (brought != null) {
        System.setProperty(JpfHome.HOME, brought);
      }
    }
  }

  private void refusesToRunWithout() {
    assertThat(run("explore", BROKEN, "--engine", "jpf")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("giantless: --engine jpf needs --jpf-home DIR, a jpf-core built by you\n");
    String none = dir.resolve("none").toString();
    assertThat(run("explore", BROKEN, "--engine", "both", "--jpf-home", none)).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("giantless: --engine both: jpf.home " + none + " is no directory\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void what_another_engine_would_not_heed_is_refused() {
    assertThat(run("explore", BROKEN, "--engine", "both", "--budget", "5s")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("giantless: --budget does not go with --engine jpf or both\n");
    assertThat(run("explore", BROKEN, "--engine", "jpf", "--shard", "1/2")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("giantless: --shard does not go with --engine jpf or both\n");
  }

  @Test
  void an_engine_that_is_none_is_refused() {
    assertThat(run("explore", BROKEN, "--engine", "spin")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("giantless: --engine: \"spin\" is not explorer, jpf or both\n");
  }

  @Test
  void the_replay_command_of_a_story_replays_it() {
    run("explore", BROKEN);
    String story = out.toString();
    int at = story.indexOf("giantless.jar replay ");
    String word = story.substring(at).split("\\s+")[2];
    assertThat(run("replay", word)).isEqualTo(1);
    assertThat(out.toString().indent(2).strip()).isNotEmpty();
    assertThat(story).contains(out.toString().strip().indent(2).strip());
  }

  @Test
  void a_trace_file_replays_and_says_what_has_changed() throws Exception {
    run("explore", BROKEN, "--traces", dir.toString());
    Path file = dir.resolve(BROKEN + ".trace");
    assertThat(run("replay", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("2 threads wait for each other").doesNotContain("recorded");
    Files.writeString(file, Files.readString(file).replace("back: lock so_rcv", "back: lock x"));
    assertThat(run("replay", file.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("first difference at step 2: was \"back: lock x\", is \"back: lock so_rcv\"");
  }

  @Test
  void an_execution_that_does_not_fail_any_more_is_no_failure() {
    assertThat(run("replay", "Scenario_01_CrossedLocks.Fixed@1x9")).isEqualTo(2);
    assertThat(err.toString()).contains("cannot run");
    assertThat(run("replay", "Scenario_01_CrossedLocks.Fixed@-")).isZero();
    assertThat(out.toString()).contains("this execution does not fail");
  }

  @Test
  void json_has_the_verdict_and_what_was_covered() throws Exception {
    Path json = dir.resolve("deeper/results.json");
    assertThat(run("explore", "Scenario_01*", "--json", json.toString())).isZero();
    JsonNode all = new ObjectMapper().readTree(json.toFile());
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.get(0).get("kind").asText()).isEqualTo("deadlock");
    assertThat(all.get(0).get("trace").asText()).startsWith(BROKEN + "@");
    assertThat(all.get(1).get("verdict").asText()).isEqualTo("PROVED-WITHIN-BOUNDS");
    assertThat(all.get(1).get("executions").asInt()).isEqualTo(2);
    assertThat(all.get(1).get("complete").asBoolean()).isTrue();
  }

  @Test
  void every_strategy_explores_and_says_its_bounds() {
    for (String s : List.of("dpor", "pct", "pct:2", "random", "bounded", "bounded:1")) {
      int rc = run("explore", BROKEN, "--strategy", s, "--budget", "2000", "--seed", "7");
      assertThat(rc).as(s + "\n" + out + err).isZero();
    }
    run("explore", "Scenario_01_CrossedLocks.Fixed", "--strategy", "random", "--budget", "50");
    assertThat(out.toString())
        .contains("Seed: 1")
        .contains("PASSED (sampled): 50 executions of at most")
        .contains("left: the budget was spent with more to draw");
  }

  @Test
  void a_broken_twin_that_is_not_caught_is_something_wrong() {
    assertThat(run("explore", BROKEN, "--budget", "1")).isEqualTo(1);
    assertThat(out.toString())
        .contains("must fail with deadlock, but fails with lock order reversal: ");
  }

  @Test
  void the_list_has_names_and_sentences() {
    assertThat(run("explore", "--list")).isZero();
    assertThat(out.toString())
        .contains(BROKEN + "  (broken)")
        .contains("    Two locks always taken in the same order do not");
  }

  @Test
  void wrong_words_are_refused_in_one_line() {
    assertThat(run("explore", "Nope")).isEqualTo(2);
    assertThat(err.toString()).startsWith("giantless: there is no scenario Nope (see");
    assertThat(run("explore", "--strategy", "best")).isEqualTo(2);
    assertThat(err.toString()).contains("\"best\" is not dpor, pct, random or bounded");
    assertThat(run("explore", "--strategy", "dpor:3")).isEqualTo(2);
    assertThat(err.toString()).contains("a number goes behind pct (depth) and bounded");
    assertThat(run("explore", "--budget", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("budget \"soon\" is neither a time");
    assertThat(run("explore", "--classpath", dir.resolve("none").toString(), "A")).isEqualTo(2);
    assertThat(err.toString()).contains("--classpath: there is no ");
    assertThat(run("replay", dir.resolve("none.trace").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file ");
    assertThat(run("replay", BROKEN + "@1,zz")).isEqualTo(2);
    assertThat(run("replay", "Nope@1")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no scenario Nope");
  }

  // ---- Classes of one's own ----

  private static final String HEAD =
      "package acme;\n" + "import giantless.explore.scenario.*;\n" + "import giantless.lock.*;\n";

  private void compile(String name, String body) throws Exception {
    Path source = dir.resolve("src/acme/" + name + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, HEAD + body);
    int rc =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                dir.resolve("classes").toString(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(rc).as("compilation of " + name).isZero();
  }

  private int own(String command, String what) {
    return run(command, "--classpath", dir.resolve("classes").toString(), what);
  }

  @Test
  void a_class_of_ones_own_is_woven_and_explored_and_replayed() throws Exception {
    compile(
        "Counter",
        "public class Counter {\n"
            + "  @Scenario(\"Two increments are not lost\")\n"
            + "  static class Plain {\n"
            + "    int n;\n"
            + "    @Actor void one() { n++; }\n"
            + "    @Actor void two() { n++; }\n"
            + "    @Invariant boolean both() { return n == 2; }\n"
            + "  }\n"
            + "}\n");
    assertThat(own("explore", "acme.Counter.Plain")).isEqualTo(1);
    assertThat(out.toString())
        .contains("Counter.Plain: FAILED: race: race on Plain.n of ")
        .contains("at Plain.one(Counter.java:8)");
    String story = out.toString();
    String word = story.substring(story.indexOf("replay --classpath ")).split("\\s+")[3];
    assertThat(word).startsWith("acme.Counter.Plain@");
    assertThat(own("replay", word)).isEqualTo(1);
    assertThat(out.toString()).contains("race on Plain.n of ");
  }

  @Test
  void monitors_of_a_class_of_ones_own_are_explored_and_others_are_refused() throws Exception {
    compile(
        "Crossed",
        "@Scenario(\"Two monitors in opposite orders\")\n"
            + "public class Crossed {\n"
            + "  final Object a = new Object();\n"
            + "  @Actor synchronized void forth() { synchronized (a) { a.notify(); } }\n"
            + "  @Actor void back() { synchronized (a) { synchronized (this) { notify(); } } }\n"
            + "}\n");
    assertThat(own("explore", "acme.Crossed")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "thread back wants monitor of Crossed, held by forth; holds monitor of Object"
                + " (Crossed.java:6) taken at Crossed.back:8; at Crossed.back:8",
            "thread forth wants monitor of Object (Crossed.java:6), held by back; holds monitor of"
                + " Crossed taken at Crossed.forth:7; at Crossed.forth:7");
    compile(
        "Foreign",
        "import java.util.*;\n"
            + "@Scenario(\"A step while the JDK holds a monitor\")\n"
            + "public class Foreign {\n"
            + "  final Map<Integer, Integer> m = Collections.synchronizedMap(new HashMap<>());\n"
            + "  synchronized int one(int k) { return 1; }\n"
            + "  @Actor void a() { m.computeIfAbsent(1, this::one); }\n"
            + "  @Actor void b() { one(1); }\n"
            + "}\n");
    assertThat(own("explore", "acme.Foreign")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "acme.Foreign comes to a step while it holds the monitor of a"
                + " java.util.Collections$SynchronizedMap",
            "at acme.Foreign.one(Foreign.java:8)");
  }

  @Test
  void an_assert_is_checked_without_a_flag_of_the_jvm() throws Exception {
    compile(
        "Asserts",
        "@Scenario(\"One looks while the other writes\")\n"
            + "public class Asserts {\n"
            + "  private final AtomicInt n;\n"
            + "  public Asserts(Setup s) { n = s.runtime().atomicInt(0); }\n"
            + "  @Actor void writes() { n.set(1); }\n"
            + "  @Actor void looks() { int i = n.get(); assert i == 0 : \"it is \" + i; }\n"
            + "}\n");
    Path printed = dir.resolve("printed");
    Process p =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "giantless.cli.Main",
                "explore",
                "--classpath",
                dir.resolve("classes").toString(),
                "acme.Asserts")
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(p.waitFor()).as(Files.readString(printed)).isEqualTo(1);
    assertThat(Files.readString(printed))
        .contains("Asserts: FAILED: assertion failed: it is 1")
        .contains("at acme.Asserts.looks(Asserts.java:9)");
  }

  @Test
  void what_is_no_scenario_is_refused_with_class_and_line() throws Exception {
    compile("Idle", "@Scenario(\"No actors\")\npublic class Idle {}\n");
    assertThat(own("explore", "acme.Idle")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "giantless: acme.Idle (Idle.java:5) has no actors;"
                + " a scenario has two to four methods marked @Actor\n");
    assertThat(own("explore", "acme.Nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no class acme");
    compile("Plain", "public class Plain { int x = 1; }\n");
    assertThat(own("explore", "acme.Plain")).isEqualTo(2);
    assertThat(err.toString()).contains("acme.Plain (Plain.java:4) is no scenario");
  }
}
