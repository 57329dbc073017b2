package giantless.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record says everything that the report needs, and cannot be made without it. */
class ResultRecordTest {
  @TempDir Path directory;

  @Test
  void record_is_written_as_json_with_every_field() throws Exception {
    ResultRecord record =
        ResultRecord.of("tap", "flood ping")
            .passed("10,000 pings")
            .count("sent", 10_000)
            .measure("us/ping", 12.5)
            .seconds(1.25)
            .jdk("test")
            .seed(-7)
            .replay("mvn -B verify")
            .details("a\tb\n\"c\" \\ \u0001")
            .build();
    String json = Files.readString(new ResultWriter(directory).put(record));
    assertThat(json)
        .isEqualTo(
            """
            {
              "layer": "tap",
              "check": "flood ping",
              "verdict": "PASSED (sampled)",
              "reason": "10,000 pings",
              "counts": {"sent": 10000},
              "measures": {"us/ping": 12.5},
              "seconds": 1.25,
              "jdk": "test",
              "seed": "-7",
              "replay": "mvn -B verify",
              "details": "a\\tb\\n\\"c\\" \\\\ \\u0001"
            }
            """);
  }

  @Test
  void same_check_replaces_its_file_and_alike_names_do_not() throws Exception {
    ResultWriter writer = new ResultWriter(directory);
    Path one = writer.put(ResultRecord.of("l", "a b").passed("x").build());
    Path again = writer.put(ResultRecord.of("l", "a b").failed("y").build());
    Path other = writer.put(ResultRecord.of("l", "a_b").passed("z").build());
    assertThat(again).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
    assertThat(Files.readString(one)).contains("FAILED");
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void record_without_verdict_is_refused() {
    assertThatThrownBy(() -> ResultRecord.of("l", "c").build()).hasMessage("no verdict for l/c");
  }

  @Test
  void not_run_and_failed_without_reason_are_refused() {
    assertThatThrownBy(() -> ResultRecord.of("l", "c").notRun(" ").build())
        .hasMessage("NOT RUN without a reason: l/c");
    assertThatThrownBy(() -> ResultRecord.of("l", "c").failed("").build())
        .hasMessage("FAILED without a reason: l/c");
  }

  @Test
  void unknown_verdict_and_infinite_measure_are_refused() {
    assertThatThrownBy(() -> Verdict.of("OK")).hasMessage("no verdict: OK");
    assertThatThrownBy(() -> ResultRecord.of("l", "c").measure("ns", Double.NaN))
        .hasMessage("ns is not finite: NaN");
    assertThatThrownBy(() -> ResultRecord.of(" ", "c")).hasMessage("a result record needs a layer");
  }
}
