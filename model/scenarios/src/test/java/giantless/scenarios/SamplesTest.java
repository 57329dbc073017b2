package giantless.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Scenarios;
import giantless.explore.story.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What stands in a sample's Javadoc as the result of its twins is what comes out, line numbers
 * included. A failure prints what to paste.
 */
class SamplesTest {
  private static final String PACKAGE = "giantless.scenarios.samples";

  /** A heading and what is pasted under it. */
  private static final Pattern PASTED =
      Pattern.compile(
          " \\* (?:<p>)?(Broken|Fixed):\n \\*\n \\* <pre>\n(.*?) \\* </pre>", Pattern.DOTALL);

  private static List<ScenarioClass> samples() {
    return Scenarios.under(PACKAGE, SamplesTest.class.getClassLoader());
  }

  private static Path source(ScenarioClass twin) {
    return Path.of(
        System.getProperty("giantless.root"),
        "model/scenarios/src/main/java",
        twin.type().getEnclosingClass().getName().replace('.', '/') + ".java");
  }

  /** What a sample's Javadoc says of one of its twins; null if it says nothing. */
  static String pasted(String source, String twin) {
    Matcher m = PASTED.matcher(source);
    while (m.find()) {
      if (m.group(1).equals(twin)) {
        return m.group(2)
            .lines()
            .map(l -> l.replaceFirst("^ \\* ?", ""))
            .collect(Collectors.joining("\n"));
      }
    }
    return null;
  }

  /** What comes out, as it is pasted. */
  static String result(Outcome o) {
    String s = o.verdict().text() + ": " + o.reason();
    if (o.failure() != null) {
      s += "\n\n" + Story.table(o.failure().trace(), o.scenario().type().getName());
    }
    return s.lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
  }

  @TestFactory
  Stream<DynamicTest> the_pasted_result_is_what_comes_out() {
    return samples().stream().map(s -> DynamicTest.dynamicTest(s.name(), () -> check(s)));
  }

  private static void check(ScenarioClass twin) throws IOException {
    String now;
    try (ScenarioRunner runner = new ScenarioRunner()) {
      now = result(runner.run(twin));
    }
    String simple = twin.type().getSimpleName();
    assertThat(pasted(Files.readString(source(twin)), simple))
        .as("result of %s in %s", simple, source(twin).getFileName())
        .isEqualTo(now);
  }

  @Test
  void samples_are_numbered_without_a_gap_and_each_has_two_twins() {
    List<String> names = samples().stream().map(ScenarioClass::name).collect(Collectors.toList());
    assertThat(names.size()).isGreaterThanOrEqualTo(16);
    for (int i = 0; i < names.size(); i++) {
      assertThat(names.get(i))
          .matches(
              String.format(
                  "Scenario_%02d_[A-Z]\\w+\\.%s", i / 2 + 1, i % 2 == 0 ? "Broken" : "Fixed"));
    }
  }

  @Test
  void a_result_that_was_changed_by_hand_is_seen() {
    String source = "/**\n * Text.\n *\n * <p>Fixed:\n *\n * <pre>\n * a\n *   b\n * </pre>\n */\n";
    assertThat(pasted(source, "Fixed")).isEqualTo("a\n  b");
    assertThat(pasted(source.replace("a\n", "c\n"), "Fixed")).isEqualTo("c\n  b");
    assertThat(pasted(source, "Broken")).isNull();
  }
}
