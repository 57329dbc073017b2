package giantless.properties.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.cli.packetdrill.Outcome;
import giantless.cli.packetdrill.ScriptRunner;
import giantless.properties.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The conformance scripts of TCP, UDP and ICMP below {@code resources/giantless/packetdrill}: those
 * in {@code pass} say what the stack does, one behaviour each, by the RFC that their first lines
 * name. Each in {@code twins} has one wrong thing in it and says at which line and why it must
 * fail; each in {@code unsupported} why it is not run.
 */
class PacketdrillScriptsIT {
  private static final Path SCRIPTS =
      Checkout.root().resolve("properties/src/test/resources/giantless/packetdrill");
  private static final int LEAST = 120;
  private static final Pattern EXPECTED =
      Pattern.compile("// (FAILED|NOT RUN) at line (\\d+): (.*)");
  private static final Pattern ACKNOWLEDGEMENT =
      Pattern.compile("(?m)^[^/\n]*?> (?:\\[[^]]*\\] )?[A-Z.]+ \\d+:\\d+\\(\\d+\\) ack (\\d+)");

  private static ScriptRunner runner;

  @BeforeAll
  static void start() {
    runner = new ScriptRunner(Map.of(), Map.of());
  }

  @AfterAll
  static void stop() {
    runner.close();
  }

  private static List<Path> scripts(String kind) throws IOException {
    try (Stream<Path> files = Files.walk(SCRIPTS.resolve(kind))) {
      return files.filter(f -> f.toString().endsWith(".pkt")).sorted().toList();
    }
  }

  private static String replay(Path file) {
    return "java -jar model/cli/target/giantless.jar packetdrill "
        + Checkout.root().relativize(file);
  }

  @Test
  void every_conformance_script_passes() throws IOException {
    List<Path> all = scripts("pass");
    List<String> bad = new ArrayList<>();
    for (Path file : all) {
      Outcome o = runner.run(file);
      if (o.verdict() != Outcome.Verdict.PASSED) {
        bad.add(o.verdict() + " line " + o.line() + ": " + o.reason() + "\n  " + replay(file));
      }
    }
    assertThat(bad).isEmpty();
    assertThat(all).hasSizeGreaterThanOrEqualTo(LEAST);
  }

  @Test
  void every_script_says_what_it_shows() throws IOException {
    for (Path file : scripts("pass")) {
      List<String> comment =
          Files.readAllLines(file).stream().takeWhile(l -> l.startsWith("// ")).toList();
      assertThat(comment).as("%s", file).isNotEmpty();
      assertThat(String.join(" ", comment)).as("%s", file).endsWith(".").hasSizeGreaterThan(20);
    }
  }

  @Test
  void a_script_with_one_wrong_thing_fails_where_it_stands() throws IOException {
    expected("twins", "FAILED");
  }

  @Test
  void what_is_not_supported_is_not_run() throws IOException {
    expected("unsupported", "NOT RUN");
  }

  private static void expected(String kind, String verdict) throws IOException {
    List<Path> all = scripts(kind);
    assertThat(all).isNotEmpty();
    for (Path file : all) {
      Matcher m = EXPECTED.matcher(Files.readAllLines(file).get(0));
      assertThat(m.matches()).as("first line of %s", file).isTrue();
      Outcome o = runner.run(file);
      assertThat(m.group(1)).as("%s", file).isEqualTo(verdict);
      assertThat(o.verdict()).as(replay(file)).hasToString(verdict);
      assertThat(o.line()).as(replay(file)).isEqualTo(Integer.parseInt(m.group(2)));
      assertThat(o.reason()).as(replay(file)).startsWith(m.group(3));
    }
  }

  /** Each script again, with the last acknowledgement that it expects raised by one. */
  @Test
  void no_script_passes_with_a_wrong_acknowledgement() throws IOException {
    int changed = 0;
    for (Path file : scripts("pass")) {
      String text = Files.readString(file);
      Matcher m = ACKNOWLEDGEMENT.matcher(text);
      int at = -1;
      int end = -1;
      while (m.find()) {
        at = m.start(1);
        end = m.end(1);
      }
      if (at < 0) {
        continue;
      }
      changed++;
      long wrong = Long.parseLong(text.substring(at, end)) + 1;
      int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
      Outcome o = runner.run(file.toString(), text.substring(0, at) + wrong + text.substring(end));
      assertThat(o.verdict()).as("%s:%d", file, line).isEqualTo(Outcome.Verdict.FAILED);
      assertThat(o.line()).as("%s", file).isEqualTo(line);
      assertThat(o.reason())
          .as("%s", file)
          .startsWith("wrong packet sent: acknowledgement expected " + wrong + ", was ");
    }
    assertThat(changed).isGreaterThan(LEAST);
  }
}
