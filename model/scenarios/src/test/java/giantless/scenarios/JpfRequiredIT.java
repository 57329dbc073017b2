package giantless.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import giantless.scenarios.gate.OtherJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Who does not bring Java PathFinder gets a line a row that says so and no test that passes; who
 * demands it as well gets a red gate.
 */
class JpfRequiredIT {
  @TempDir Path dir;

  @Test
  void absence_fails_where_it_is_required_and_the_rows_say_not_run() throws Exception {
    Path results = Files.createDirectory(dir.resolve("results"));
    Map<String, String> wrong = runWithout(results, true);
    assertThat(wrong)
        .containsExactly(
            entry("there is Java PathFinder", "jpf.home " + none() + " is no directory"));
    try (Stream<Path> files = Files.list(results)) {
      assertThat(files)
          .hasSizeGreaterThan(100)
          .allSatisfy(f -> assertThat(Files.readString(f)).contains("NOT RUN", none()));
    }
  }

  @Test
  void absence_is_no_pass_where_it_is_not_required() throws Exception {
    Map<String, String> wrong = runWithout(Files.createDirectory(dir.resolve("results")), false);
    assertThat(wrong).containsOnlyKeys("there is Java PathFinder");
    assertThatThrownBy(() -> OtherJvm.same(wrong.get("there is Java PathFinder")))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("jpf.home " + none() + " is no directory");
  }

  private String none() {
    return dir.resolve("none").toString();
  }

  private Map<String, String> runWithout(Path results, boolean required) throws Exception {
    Map<String, String> properties = new HashMap<>();
    properties.put("jpf.home", none());
    properties.put("giantless.jpf", "true");
    properties.put("giantless.results", results.toString());
    if (required) {
      properties.put("jpf.required", "true");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return OtherJvm.run(java, JpfIT.class, properties);
  }
}
