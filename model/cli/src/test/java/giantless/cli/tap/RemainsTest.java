package giantless.cli.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failed check leaves outlasts the next one, which writes to the same places. */
class RemainsTest {
  private static final List<String> NAMES = List.of("tap.pcapng", "run.json", "console.txt");

  @TempDir Path directory;

  private String keep() throws Exception {
    return Remains.keep(directory, "echoes, loss 0 %", NAMES, "run.json");
  }

  @Test
  void files_outlast_the_next_check_and_the_counters_are_told() throws Exception {
    Files.writeString(directory.resolve("tap.pcapng"), "frames");
    Files.writeString(
        directory.resolve("run.json"),
        "{\"interfaces\":{\"tap0\":{\"ifq_drops\":5}},"
            + "\"protocols\":{\"tcp\":{\"tcpsRexmttimeo\":3}}}");
    String said = keep();
    Path kept = directory.resolve("failed").resolve("echoes-loss-0-");
    assertThat(said)
        .isEqualTo("kept in " + kept + ": [tap.pcapng, run.json]; ifq_drops 5; tcpsRexmttimeo 3");
    Files.writeString(directory.resolve("tap.pcapng"), "of the next check");
    assertThat(kept.resolve("tap.pcapng")).hasContent("frames");
  }

  @Test
  void host_that_left_nothing_is_said_to_have_left_nothing() throws Exception {
    assertThat(keep()).contains(": []; no counters: ");
  }
}
