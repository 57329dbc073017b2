package giantless.cli.explore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import giantless.cli.Interruptible;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged command under a real Ctrl-C: a partial result, a file to go on with, and in the end
 * the numbers of a search that nobody interrupted.
 *
 * <p>The scenario holds still from its 30th execution on until a file is there, which the test
 * makes once the command has said that it stops; so the signal never comes too late.
 */
class InterruptIT {
  private static final int SIGINT_CODE = 130;

  private static final String SCENARIO =
      String.join(
          "\n",
          "package acme;",
          "import giantless.explore.scenario.*;",
          "import giantless.lock.*;",
          "@Scenario(\"Three take turns\")",
          "public class Turns {",
          "  private static int made;",
          "  private final Mtx lock;",
          "  public Turns(Setup s) {",
          "    lock = s.runtime().mtx(Locks.SO_RCV);",
          "    java.io.File go = new java.io.File(System.getProperty(\"go\"));",
          "    if (++made > 30) while (!go.exists()) Thread.onSpinWait();",
          "  }",
          "  private void twice() {",
          "    for (int i = 0; i < 2; i++) { lock.lock(); lock.unlock(); }",
          "  }",
          "  @Actor void one() { twice(); }",
          "  @Actor void two() { twice(); }",
          "  @Actor void three() { twice(); }",
          "}",
          "");

  @TempDir Path dir;

  private Path go;

  @BeforeEach
  void compile() throws IOException {
    Path source = dir.resolve("src/acme/Turns.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, SCENARIO);
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
    assertThat(rc).isZero();
    go = dir.resolve("go");
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>(Interruptible.prefix());
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Dgo=" + go);
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(
        Path.of(System.getProperty("giantless.root"), "model/cli/target/giantless.jar").toString());
    command.add("explore");
    command.add("--classpath");
    command.add("classes");
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .directory(dir.toFile())
        .redirectOutput(dir.resolve("out").toFile())
        .start();
  }

  private String out() throws IOException {
    return Files.readString(dir.resolve("out"));
  }

  /** Runs to a good end. */
  private void run(String... args) throws Exception {
    Process p = start(args);
    try {
      String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(p.waitFor()).as(err + "\n" + out()).isZero();
    } finally {
      p.destroyForcibly();
    }
  }

  /** Interrupts the search once it has said how far it is, and gives all that it said. */
  private List<String> interrupt(Process p) throws Exception {
    List<String> said = new ArrayList<>();
    try (BufferedReader err = p.errorReader(StandardCharsets.UTF_8)) {
      String line = err.readLine();
      said.add(line);
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(p.pid())).start();
      assertThat(kill.waitFor()).isZero();
      while (line != null && !line.contains("the search stops")) {
        line = err.readLine();
        said.add(line);
      }
      Files.createFile(go);
      said.addAll(err.lines().collect(Collectors.toList()));
      assertThat(p.waitFor()).as(said + "\n" + out()).isEqualTo(SIGINT_CODE);
    } finally {
      p.destroyForcibly();
    }
    return said;
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(dir.resolve(name).toFile()).get(0);
  }

  @Test
  void an_interrupted_search_goes_on_and_counts_what_one_that_was_not_counts() throws Exception {
    List<String> said = interrupt(start("acme.Turns", "--progress", "0", "--json", "partial.json"));
    assertThat(said.get(0))
        .matches("Turns: 1 executions, [\\d,]+/s, depth \\d+, frontier [\\d,]+, \\d+ s");
    assertThat(out())
        .contains("Turns: PASSED (sampled): ")
        .contains("left: the search was stopped with ")
        .contains("to go on: giantless explore --classpath classes --resume giantless.resume");
    JsonNode partial = json("partial.json");
    assertThat(partial.get("end").asText()).isEqualTo("STOPPED");

    run("--resume", "giantless.resume", "--json", "resumed.json");
    assertThat(out()).contains("Turns: PROVED-WITHIN-BOUNDS: all schedules: 90 executions");
    run("acme.Turns", "--json", "whole.json");
    for (String count : List.of("executions", "redundant", "steps", "depth", "verdict", "reason")) {
      assertThat(json("resumed.json").get(count))
          .as(count)
          .isEqualTo(json("whole.json").get(count));
    }
    assertThat(partial.get("executions").asInt())
        .isPositive()
        .isLessThan(json("whole.json").get("executions").asInt());
  }
}
