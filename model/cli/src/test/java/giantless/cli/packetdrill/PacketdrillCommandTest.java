package giantless.cli.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import giantless.cli.UserError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Words, exit codes and the list of records. */
class PacketdrillCommandTest {
  private static final String GOOD = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n";
  private static final String BAD = GOOD + "0 listen(3, 1) = -1 EINVAL (Invalid argument)\n";
  private static final String STRANGE = GOOD + "0 pipe(4) = 0\n";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private Exception thrown;

  private int run(String... args) {
    CommandLine line = new CommandLine(new PacketdrillCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (e, c, parsed) -> {
          thrown = e;
          return 2;
        });
    return line.execute(args);
  }

  private String script(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void all_passed_is_0() throws Exception {
    assertThat(run(script("a.pkt", GOOD))).isZero();
    assertThat(out.toString()).contains("PASSED", "1 scripts: 1 passed, 0 failed, 0 not run");
  }

  @Test
  void one_failed_is_1() throws Exception {
    assertThat(run(script("a.pkt", GOOD), script("b.pkt", BAD), script("c.pkt", STRANGE)))
        .isEqualTo(1);
    assertThat(out.toString())
        .contains("b.pkt:2: listen returned 0, expected -1 EINVAL")
        .contains("3 scripts: 1 passed, 1 failed, 1 not run");
  }

  @Test
  void one_not_run_is_3() throws Exception {
    assertThat(run(script("a.pkt", GOOD), script("c.pkt", STRANGE))).isEqualTo(3);
    assertThat(out.toString()).contains("c.pkt:2: the call pipe is not supported");
  }

  @Test
  void what_cannot_be_read_is_2() throws Exception {
    assertThat(run(directory.resolve("none.pkt").toString())).isEqualTo(2);
    assertThat(thrown).isInstanceOf(UserError.class).hasMessageContaining("there is no ");
    script("notes.txt", "");
    assertThat(run(directory.toString())).isEqualTo(2);
    assertThat(thrown).hasMessage("no scripts (*.pkt) found");
  }

  @Test
  void a_file_is_text_of_either_code() throws Exception {
    String comment = "// B\u00e9la\n" + GOOD;
    Path latin1 = directory.resolve("a.pkt");
    Files.writeString(latin1, comment, StandardCharsets.ISO_8859_1);
    String marked = script("b.pkt", "\ufeff" + comment);
    assertThat(run(latin1.toString(), marked)).isZero();
    assertThat(run(script("c.pkt", comment + "\0"))).isEqualTo(3);
    assertThat(out.toString()).contains("c.pkt:0: the file is no text");
  }

  @Test
  void a_directory_is_all_below_it_and_json_is_a_list() throws Exception {
    script("d/z.pkt", GOOD);
    script("d/e/a.pkt", BAD);
    script("d/e/b.pkt", STRANGE);
    Path json = directory.resolve("out.json");
    assertThat(run("-q", "--json", json.toString(), directory.resolve("d").toString()))
        .isEqualTo(1);
    assertThat(out.toString()).doesNotContain("PASSED");
    JsonNode list = new ObjectMapper().readTree(json.toFile());
    assertThat(list).hasSize(3);
    assertThat(list.get(0).path("file").asText()).endsWith("a.pkt");
    assertThat(list.get(0).path("verdict").asText()).isEqualTo("FAILED");
    assertThat(list.get(0).path("line").asInt()).isEqualTo(2);
    assertThat(list.get(1).path("verdict").asText()).isEqualTo("NOT RUN");
    assertThat(list.get(1).path("reason").asText()).isEqualTo("the call pipe is not supported");
    assertThat(list.get(2).path("verdict").asText()).isEqualTo("PASSED");
    assertThat(list.get(2).path("reason").asText()).isEmpty();
  }

  @Test
  void options_are_for_all_scripts() throws Exception {
    String file = script("a.pkt", "0 socket(..., SOCK_STREAM, 0) = N\n+0 close(N) = 0\n");
    assertThat(run("-D", "N=3", "--mtu", "1000", "-O", "bind_port=80", file)).isZero();
    assertThat(run("-D", "N=3", "--ip_version", "ipv6", file)).isEqualTo(3);
    assertThat(out.toString()).contains("only ipv4 is supported");
  }
}
