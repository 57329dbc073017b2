package giantless.scenarios;

import static org.junit.jupiter.api.Assertions.fail;

import giantless.explore.jpf.Agreement;
import giantless.explore.jpf.JpfEngine;
import giantless.explore.jpf.JpfHome;
import giantless.explore.jpf.JpfLimits;
import giantless.explore.jpf.JpfOutcome;
import giantless.explore.jpf.JpfUnavailable;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.lock.explored.ThreadCarrier;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.scenarios.gate.FastJava;
import giantless.scenarios.gate.OtherJvm;
import giantless.scenarios.gate.SkipTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario by Java PathFinder too, if the user has brought it ({@code -Pjpf -Djpf.home=DIR}),
 * and then both engines must say the same. What they are not compared on says NOT RUN and why, and
 * stands in the table of the README of {@code model/explore}. Without Java PathFinder all rows say
 * so; with {@code -Djpf.required} its absence fails. As the explorer is slow on a JVM without
 * continuations, all of it then runs in another one, if one is installed.
 */
class JpfIT {
  private static final String REQUIRED = "jpf.required";
  private static final String ON = "giantless.jpf";
  private static final String SECONDS = "giantless.jpf.seconds";

  private static String unavailable;
  private static JpfEngine jpf;
  private static ScenarioRunner explorer;
  private static SkipTable table;

  @AfterAll
  static void close() {
    if (explorer != null) {
      explorer.close();
    }
    if (jpf != null) {
      jpf.close();
    }
  }

  /** What there is of Java PathFinder; null if there is none, and then it is said why. */
  private static JpfHome home() {
    String dir = System.getProperty(JpfHome.HOME);
    if (dir != null && !Boolean.getBoolean(ON)) {
      unavailable = "profile jpf is off";
      return null;
    }
    try {
      return JpfHome.ofProperties();
    } catch (JpfUnavailable e) {
      unavailable = e.getMessage();
      return null;
    }
  }

  @TestFactory
  Stream<DynamicTest> both_engines_agree_on_every_scenario() throws Exception {
    JpfHome home = home();
    boolean here = ThreadCarrier.hasContinuations() || Boolean.getBoolean(OtherJvm.PROPERTY);
    Path java = here || home == null ? null : FastJava.here().find();
    if (java != null) {
      return OtherJvm.run(java, JpfIT.class, passedOn()).entrySet().stream()
          .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> OtherJvm.same(e.getValue())));
    }
    if (home != null) {
      open(home);
    }
    List<ScenarioClass> all = Scenarios.under("giantless.scenarios", JpfIT.class.getClassLoader());
    if (jpf == null) {
      all.forEach(
          s -> ResultWriter.write(ResultRecord.of("jpf", s.name()).notRun(unavailable).build()));
      return Stream.of(DynamicTest.dynamicTest("there is Java PathFinder", JpfIT::absent));
    }
    return all.stream().map(s -> DynamicTest.dynamicTest(s.name(), () -> compare(s)));
  }

  private static Map<String, String> passedOn() {
    Map<String, String> p = new TreeMap<>();
    p.put(ON, System.getProperty(ON));
    p.put(SECONDS, System.getProperty(SECONDS));
    p.put(JpfHome.HOME, System.getProperty(JpfHome.HOME));
    p.put(JpfHome.JAVA, System.getProperty(JpfHome.JAVA, System.getProperty("java.home")));
    if (System.getProperty(REQUIRED) != null) {
      p.put(REQUIRED, "true");
    }
    return p;
  }

  private static void open(JpfHome home) throws IOException {
    try {
      jpf = new JpfEngine(home);
      explorer = new ScenarioRunner();
      Path readme = Path.of(System.getProperty("giantless.root"), "model/explore/README.md");
      table = SkipTable.of(Files.readString(readme));
    } catch (JpfUnavailable e) {
      unavailable = e.getMessage();
    }
  }

  /** A test that cannot look at anything does not pass. */
  private static void absent() {
    if (System.getProperty(REQUIRED) != null) {
      fail(unavailable);
    }
    Assumptions.abort(unavailable);
  }

  private static void compare(ScenarioClass scenario) {
    ResultRecord.Builder row = ResultRecord.of("jpf", scenario.name());
    JpfOutcome j = jpf.run(scenario, JpfLimits.seconds(Integer.getInteger(SECONDS)));
    Outcome e = explorer.run(scenario);
    String skipped = Agreement.skipped(e, j);
    String difference = Agreement.difference(e, j);
    String wrong = difference == null ? table.wrong(scenario.name(), skipped) : difference;
    numbers(row, e, j).details(scenario.scenario().value() + "\n" + j.story());
    if (wrong != null) {
      ResultWriter.write(row.failed(firstLine(wrong)).build());
      fail(wrong);
    } else if (skipped != null) {
      ResultWriter.write(row.notRun(skipped).build());
    } else if (j.kind() != null) {
      ResultWriter.write(row.passed("a broken twin, caught: " + j.reason()).build());
    } else {
      ResultWriter.write(row.proved(j.reason()).build());
    }
  }

  /** What each engine took. */
  private static ResultRecord.Builder numbers(ResultRecord.Builder row, Outcome e, JpfOutcome j) {
    double own = e.exploration().seconds();
    row.seconds(j.numbers().seconds())
        .count("states", j.numbers().states())
        .count("searches", j.numbers().searches())
        .count("ends", j.numbers().ends())
        .count("executions", e.exploration().executions())
        .measure("processorSeconds", j.numbers().cpuSeconds())
        .measure("explorerSeconds", own);
    return own > 0 ? row.measure("ratio", j.numbers().seconds() / own) : row;
  }

  private static String firstLine(String s) {
    return s.lines().findFirst().orElse("");
  }
}
