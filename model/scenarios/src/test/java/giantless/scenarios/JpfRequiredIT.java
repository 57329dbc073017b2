package giantless.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.scenarios.gate.OtherJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who demands Java PathFinder and does not bring it gets a red gate and one clear line a row. */
class JpfRequiredIT {
  @TempDir Path dir;

  @Test
  void absence_fails_where_it_is_required_and_the_rows_say_not_run() throws Exception {
    String none = dir.resolve("none").toString();
    Path results = Files.createDirectory(dir.resolve("results"));
    Map<String, String> wrong =
        OtherJvm.run(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            JpfIT.class,
            Map.of(
                "jpf.required",
                "true",
                "jpf.home",
                none,
                "giantless.jpf",
                "true",
                "giantless.results",
                results.toString()));
    assertThat(wrong).hasSizeGreaterThan(100);
    assertThat(wrong.values()).containsOnly("jpf.home " + none + " is no directory");
    try (Stream<Path> files = Files.list(results)) {
      assertThat(files)
          .hasSizeGreaterThan(100)
          .allSatisfy(f -> assertThat(Files.readString(f)).contains("NOT RUN", none));
    }
  }
}
