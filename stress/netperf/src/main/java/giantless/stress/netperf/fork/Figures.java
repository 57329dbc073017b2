package giantless.stress.netperf.fork;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a measurement says, brought back from a JVM of its own: lines {@code figure NAME VALUE}
 * among whatever else it prints.
 */
public final class Figures {
  private static final String PREFIX = "figure ";
  private static final long MINUTES = 5;

  private final Map<String, String> values = new TreeMap<>();

  private Figures() {}

  /** To be called where it is measured. */
  public static void say(String name, Object value) {
    System.out.println(PREFIX + name + " " + value);
  }

  /**
   * Runs the class in another JVM like this one, to its end.
   *
   * @throws IOException if it fails or does not end, with the end of what it printed
   */
  public static Figures of(Class<?> main, List<String> jvmFlags, Object... args)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("giantless", ".out");
    try {
      Process p =
          new ProcessBuilder(command(main, jvmFlags, args))
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      boolean ended;
      try {
        ended = p.waitFor(MINUTES, TimeUnit.MINUTES);
      } finally {
        p.destroyForcibly();
      }
      String text = Files.readString(out, StandardCharsets.UTF_8);
      if (!ended || p.exitValue() != 0) {
        throw new IOException(
            main.getSimpleName()
                + (ended ? " ended with code " + p.exitValue() : " did not end")
                + ":\n"
                + text.substring(Math.max(0, text.length() - 5000)));
      }
      return read(text);
    } finally {
      Files.deleteIfExists(out);
    }
  }

  /** How the class is run in another JVM like this one: the same JDK and class path. */
  static List<String> command(Class<?> main, List<String> jvmFlags, Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    for (Object a : args) {
      command.add(a.toString());
    }
    return command;
  }

  /** The figures among the lines of a text; of two with one name the last. */
  public static Figures read(String text) {
    Figures f = new Figures();
    text.lines()
        .filter(line -> line.startsWith(PREFIX))
        .map(line -> line.substring(PREFIX.length()))
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              f.values.put(line.substring(0, space), line.substring(space + 1));
            });
    return f;
  }

  /**
   * A figure as it was said.
   *
   * @throws IllegalStateException if it was not
   */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("no figure " + name + " among " + values.keySet());
    }
    return value;
  }

  /** A figure that is a number; throws as {@link #text}, and NumberFormatException. */
  public double number(String name) {
    return Double.parseDouble(text(name));
  }
}
