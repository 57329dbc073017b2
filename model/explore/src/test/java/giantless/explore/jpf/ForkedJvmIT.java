package giantless.explore.jpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is asked: its answers, its limits, its crash, and that nothing of it is left. */
class ForkedJvmIT {
  private static final int SECONDS = 60;

  @TempDir Path dir;

  private ForkedJvm forked;
  private int questions;

  @BeforeEach
  void open() {
    forked = new ForkedJvm(dir, dir.resolve("log.txt"));
  }

  @AfterEach
  void close() {
    forked.close();
  }

  private static List<String> command(Class<?> main, String... args) {
    List<String> c = new ArrayList<>();
    c.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    c.add("-XX:TieredStopAtLevel=1");
    c.add("-cp");
    c.add(System.getProperty("java.class.path"));
    c.add(main.getName());
    c.addAll(List.of(args));
    return c;
  }

  private String ask(List<String> command, String question, int seconds)
      throws IOException, InterruptedException {
    Path answer = dir.resolve("answer" + questions++);
    String wrong = forked.ask(command, question + " " + answer, answer, seconds);
    return wrong == null ? Files.readString(answer) : wrong;
  }

  /** Answers with its process; before or after that it does what the question says. */
  static final class Answers {
    public static void main(String[] args) throws IOException {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("crash")) {
          throw new IllegalStateException("as asked");
        }
        spinIf(words[0].equals("spin"));
        Path unfinished = Path.of(words[1] + ".new");
        Files.writeString(unfinished, "" + ProcessHandle.current().pid());
        Files.move(unfinished, Path.of(words[1]));
        spinIf(words[0].equals("stay"));
      }
    }

    private static void spinIf(boolean on) {
      long n = 1;
      while (on && n != 0) {
        n = n * 31 | 1;
      }
    }
  }

  /** Has a JVM that would go on for ever, and ends without a word to it. */
  static final class Parent {
    public static void main(String[] args) throws Exception {
      Path answer = Path.of(args[0], "child");
      ForkedJvm forked = new ForkedJvm(Path.of(args[0]), Path.of(args[0], "child.txt"));
      forked.ask(command(Answers.class), "stay " + answer, answer, SECONDS);
      System.exit(Integer.parseInt(args[1]));
    }
  }

  @Test
  void one_jvm_answers_one_question_after_the_other() throws Exception {
    List<String> command = command(Answers.class);
    assertThat(forked.isFresh(command)).isTrue();
    String first = ask(command, "hello", SECONDS);
    assertThat(forked.isFresh(command)).isFalse();
    assertThat(ask(command, "hello", SECONDS)).isEqualTo(first);
  }

  @Test
  void who_takes_too_long_is_killed_and_the_next_question_goes_to_another() throws Exception {
    List<String> command = command(Answers.class);
    String first = ask(command, "hello", SECONDS);
    assertThat(ask(command, "spin", 1)).matches("not finished in 1?[01] s .*");
    assertThat(ProcessHandle.of(Long.parseLong(first))).isEmpty();
    assertThat(ask(command, "hello", SECONDS)).isNotEqualTo(first);
  }

  @Test
  void who_is_retired_answers_no_more() throws Exception {
    List<String> command = command(Answers.class);
    String first = ask(command, "hello", SECONDS);
    forked.retire();
    assertThat(ProcessHandle.of(Long.parseLong(first))).isEmpty();
    assertThat(forked.isFresh(command)).isTrue();
    assertThat(ask(command, "hello", SECONDS)).isNotEqualTo(first);
  }

  @Test
  void a_crash_is_one_line() throws Exception {
    assertThat(ask(command(Answers.class), "crash", SECONDS))
        .isEqualTo(
            "Java PathFinder crashed (exit 1): Exception in thread \"main\""
                + " java.lang.IllegalStateException: as asked");
    List<String> none = command(Answers.class);
    none.set(none.size() - 1, "no.such.Main");
    assertThat(ask(none, "hello", SECONDS))
        .startsWith("Java PathFinder crashed (exit 1): Error: Could not find or load main class");
  }

  @Test
  void one_that_is_killed_from_outside_is_no_crash_and_the_next_question_goes_to_another()
      throws Exception {
    List<String> command = command(Answers.class);
    String first = ask(command, "hello", SECONDS);
    ProcessHandle child = ProcessHandle.of(Long.parseLong(first)).orElseThrow();
    Thread killer = new Thread(child::destroyForcibly);
    killer.start();
    assertThat(ask(command, "spin", SECONDS))
        .isEqualTo("Java PathFinder was ended by SIGKILL from outside");
    killer.join();
    assertThat(ask(command, "hello", SECONDS)).matches("[0-9]+").isNotEqualTo(first);
  }

  @Test
  void who_ends_starts_none_any_more() throws Exception {
    String pid = ask(command(Answers.class), "hello", SECONDS);
    forked.close();
    assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty();
    assertThat(ask(command(Answers.class), "hello", SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void it_does_not_outlive_who_started_it() throws Exception {
    Process parent =
        new ProcessBuilder(command(Parent.class, dir.toString(), "7"))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("parent.txt").toFile())
            .start();
    assertThat(parent.waitFor()).isEqualTo(7);
    assertThat(ProcessHandle.of(Long.parseLong(Files.readString(dir.resolve("child"))))).isEmpty();
  }
}
