package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a Java PathFinder that the user has brought; else skipped, or failed if it is required. */
class JpfEngineIT {
  private static BroughtEngine brought;

  @BeforeAll
  static void open() {
    System.setProperty(SmallJdk.SystemProperties.OWN, "of this JVM");
    brought = new BroughtEngine();
  }

  @AfterAll
  static void close() {
    brought.close();
  }

  private static JpfOutcome run(Class<?> scenario) {
    return brought.get().run(ScenarioClass.of(scenario), JpfLimits.standard());
  }

  @Test
  void small_programs_come_out_as_declared_and_the_engines_agree() {
    try (ScenarioRunner explorer = new ScenarioRunner()) {
      for (Class<?> c :
          List.of(
              Small.GatedReversal.class,
              Small.ReversalOverPaths.class,
              Small.LostWakeup.class,
              Small.KeptWakeup.class,
              Small.LostUpdate.class,
              Small.KeptUpdate.class,
              Small.FailedTry.class,
              Small.DestroyedWhileHeld.class,
              Small.DestroyedAfterRelease.class,
              Small.SleepsWithMutex.class,
              SmallLanguage.NamesOfTheirOwn.class,
              Small.TimedSleep.class)) {
        ScenarioClass s = ScenarioClass.of(c);
        JpfOutcome j = run(c);
        Outcome e = explorer.run(s);
        FailureKind[] fails = s.scenario().fails();
        assertThat(j.kind()).as(s + ": " + j).isEqualTo(fails.length == 0 ? null : fails[0]);
        assertThat(Agreement.skipped(e, j)).as(s.name()).isNull();
        assertThat(Agreement.difference(e, j)).isNull();
      }
    }
  }

  @Test
  void a_jvm_that_a_program_has_filled_gets_no_other_one() throws Exception {
    brought.get();
    JpfLimits little = new JpfLimits(60, 128);
    for (Class<?> c : List.of(Small.TwoLocks.class, Small.Ballast.class)) {
      JpfOutcome o = brought.get().run(ScenarioClass.of(c), little);
      assertThat(o.verdict()).as(o.reason()).isEqualTo(Verdict.PROVED_WITHIN_BOUNDS);
    }
    assertThat(searches()).as("in one JVM").hasSize(2);
    brought.get().run(ScenarioClass.of(Small.TwoLocks.class), little);
    assertThat(searches()).as("in the next one").hasSize(1);
  }

  /** What it says at the start of each. */
  private static List<String> searches() throws IOException {
    return brought.get().printed().stream()
        .filter(l -> l.startsWith("JavaPathfinder core system"))
        .toList();
  }

  @Test
  void a_path_that_is_cut_without_a_word_is_no_pass() {
    JpfOutcome o = run(Small.SilentCut.class);
    assertThat(o.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(o.reason()).startsWith("a path was cut: ");
  }

  @Test
  void what_is_not_there_is_no_pass_though_the_program_goes_on_without() {
    JpfOutcome o = run(Small.GoesOnWithout.class);
    assertThat(o.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(o.reason())
        .startsWith("Java PathFinder lacks something: thread tries: java.lang.NoSuchMethodError: ");
  }

  @Test
  void a_class_that_is_taken_for_a_lambda_is_no_pass() {
    JpfOutcome o = run(SmallLanguage.TwoOfOneName.class);
    assertThat(o.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(o.reason())
        .startsWith(
            "Java PathFinder lacks something: it takes the class "
                + SmallLanguage.TwoOfOneName.class.getName()
                + "$1 for that of the lambda at "
                + SmallLanguage.TwoOfOneName.class.getName()
                + ".claim(")
        .contains("SmallLanguage.java:");
  }

  @Test
  void a_lambda_that_is_taken_for_a_class_is_no_pass() {
    JpfOutcome o = run(SmallLanguage.LambdaFirst.class);
    assertThat(o.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(o.reason())
        .startsWith(
            "Java PathFinder lacks something: thread looks: java.lang.NoSuchMethodException:"
                + " Calling "
                + SmallLanguage.LambdaFirst.class.getName()
                + "$1.<init>(");
  }

  @Test
  void a_method_reference_that_converts_is_no_pass() {
    for (Class<?> c : SmallLanguage.CONVERTING) {
      JpfOutcome o = run(c);
      assertThat(o.verdict()).as(c + ": " + o).isEqualTo(Verdict.NOT_RUN);
      assertThat(o.reason())
          .startsWith(
              "Java PathFinder lacks something: a method reference that boxes or widens has wrong"
                  + " values: "
                  + c.getName()
                  + ".claim(")
          .contains("SmallLanguage.java:");
    }
  }

  @Test
  void a_text_that_is_another_one_is_no_pass() {
    SmallTexts.OTHERWISE.forEach(
        (c, what) -> {
          JpfOutcome o = run(c);
          assertThat(o.verdict()).as(c + ": " + o).isEqualTo(Verdict.NOT_RUN);
          assertThat(o.reason()).isEqualTo("Java PathFinder lacks something: " + what);
          isTrueOfJava(c);
        });
  }

  @Test
  void what_it_breaks_down_at_is_no_pass() {
    SmallFaults.OTHERWISE.forEach(
        (c, why) -> {
          JpfOutcome o = run(c);
          assertThat(o.verdict()).as(c + ": " + o).isEqualTo(Verdict.NOT_RUN);
          assertThat(o.reason()).startsWith(why);
          isTrueOfJava(c);
        });
  }

  @Test
  void what_it_would_execute_otherwise_than_a_jvm_passes() {
    for (Class<?> c : SmallLanguage.RIGHT) {
      passes(c);
    }
  }

  @Test
  void what_its_jdk_would_do_otherwise_passes() {
    for (Class<?> c : SmallJdk.RIGHT) {
      passes(c);
    }
  }

  private static void passes(Class<?> claim) {
    JpfOutcome o = run(claim);
    assertThat(o.verdict()).as(claim + ": " + o).isEqualTo(Verdict.PROVED_WITHIN_BOUNDS);
    isTrueOfJava(claim);
  }

  @Test
  void what_its_jdk_has_not_is_no_pass() {
    SmallJdk.OTHERWISE.forEach(
        (c, what) -> {
          JpfOutcome o = run(c);
          assertThat(o.verdict()).as(c + ": " + o).isEqualTo(Verdict.NOT_RUN);
          assertThat(o.reason()).startsWith("Java PathFinder lacks something: " + what);
          isTrueOfJava(c);
        });
  }

  private static void isTrueOfJava(Class<?> claim) {
    try (ScenarioRunner explorer = new ScenarioRunner()) {
      Outcome o = explorer.run(ScenarioClass.of(claim));
      assertThat(o.verdict()).as(claim + ": " + o).isEqualTo(Verdict.PROVED_WITHIN_BOUNDS);
    }
  }

  @Test
  void a_home_that_does_not_work_is_said_once_and_for_all(@TempDir Path dir) throws Exception {
    brought.get();
    Path home = Path.of(System.getProperty(JpfHome.HOME));
    Files.createDirectory(dir.resolve("build"));
    for (String f : List.of("jpf.jar", "jpf-annotations.jar", "jpf-classes.jar")) {
      Files.copy(home.resolve("build").resolve(f), dir.resolve("build").resolve(f));
    }
    Files.writeString(dir.resolve("jpf.properties"), "vm.class=no.such.VM\n");
    JpfHome broken = JpfHome.of(dir.toString(), System.getProperty(JpfHome.JAVA));
    assertThatThrownBy(() -> new JpfEngine(broken))
        .isInstanceOf(JpfUnavailable.class)
        .hasMessageMatching("jpf.home " + dir + " does not work: .*no.such.VM.*");
  }

  @Test
  void a_failure_comes_with_a_trace_of_one_column_a_thread() {
    JpfOutcome o = run(Small.LostWakeup.class);
    assertThat(o.story())
        .contains("thread waits sleeps on data; holds nothing")
        .contains("signal data")
        .contains("sleep on data, releasing so_rcv");
  }
}
