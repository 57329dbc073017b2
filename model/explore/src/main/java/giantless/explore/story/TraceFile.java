package giantless.explore.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A failed execution in a file: enough to run it again on any JDK and with any strategy, and to say
 * whether it is still the same one. Text, UTF-8, one entry a line:
 *
 * <pre>
 * giantless trace 1
 * scenario: Scenario_01_CrossedLocks.Broken
 * fails: deadlock
 * schedule: 1x2,2x2
 * steps:
 * back: starts
 * back: lock so_rcv
 * ...
 * </pre>
 *
 * <p>Where some actors were left out, a line {@code actors: 0.2} before {@code schedule:} numbers
 * the others. Thread numbers are in order of creation, {@code main} of set-up first. For a reversal
 * that shows only in what several executions have taught Witness, {@code taught:} lines stand
 * before {@code schedule:}, the schedules that come first. Immutable.
 */
public final class TraceFile {
  private static final String HEAD = "giantless trace 1";
  private static final String REVERSAL = "order:";
  private static final String ONLY = "only:";

  private final String scenario;
  private final String fails;
  private final boolean order;
  private final List<int[]> taught;
  private final int[] schedule;
  private final List<String> steps;
  private final BitSet actors;

  /**
   * @param scenario its name, or its class's
   * @param fails the words of the failure's kind; may be empty
   * @param order whether a reversal of the lock order is looked for, and ends the execution
   * @param taught executions that come first, and teach Witness the order
   * @param steps what happened, as in {@link Story#steps}; may be empty
   */
  public TraceFile(
      String scenario,
      String fails,
      boolean order,
      List<int[]> taught,
      int[] schedule,
      List<String> steps) {
    this(scenario, fails, order, taught, schedule, steps, null);
  }

  private TraceFile(
      String scenario,
      String fails,
      boolean order,
      List<int[]> taught,
      int[] schedule,
      List<String> steps,
      BitSet actors) {
    this.scenario = scenario;
    this.fails = fails;
    this.order = order;
    this.taught = List.copyOf(taught);
    this.schedule = schedule.clone();
    this.steps = List.copyOf(steps);
    this.actors = actors;
  }

  /** The same, of the scenario with these actors alone; with all if null. */
  public TraceFile only(BitSet some) {
    BitSet copy = some == null ? null : (BitSet) some.clone();
    return new TraceFile(scenario, fails, order, taught, schedule, steps, copy);
  }

  /** The actors that take part; null if all do. */
  public BitSet actors() {
    return actors == null ? null : (BitSet) actors.clone();
  }

  private static String write(BitSet actors) {
    return actors.stream().mapToObj(Integer::toString).collect(Collectors.joining("."));
  }

  private static BitSet readActors(String text) {
    BitSet actors = new BitSet();
    for (String n : text.split("\\.", -1)) {
      if (!n.matches("[0-9]{1,3}")) {
        throw new IllegalArgumentException("\"" + n + "\" is no number of an actor");
      }
      actors.set(Integer.parseInt(n));
    }
    return actors;
  }

  public String scenario() {
    return scenario;
  }

  /** The words of the failure's kind; empty if not said. */
  public String fails() {
    return fails;
  }

  public boolean isOrder() {
    return order;
  }

  public List<int[]> taught() {
    return taught;
  }

  public int[] schedule() {
    return schedule.clone();
  }

  /** The steps; empty if not said. */
  public List<String> steps() {
    return steps;
  }

  /**
   * All but steps and kind in one word, for a command line: {@code NAME@SCHEDULE}, with the
   * schedules that teach before it, joined by {@code +}.
   */
  public String word() {
    StringBuilder b = new StringBuilder(scenario).append('@');
    b.append(actors == null ? "" : ONLY + write(actors) + ":").append(order ? REVERSAL : "");
    for (int[] t : taught) {
      b.append(Schedules.write(t)).append('+');
    }
    return b.append(Schedules.write(schedule)).toString();
  }

  /** Whether the text looks like what {@link #word} gives, and not like a file's name. */
  public static boolean isWord(String text) {
    return text.matches("[^@/\\\\]+@(" + ONLY + "[0-9.]+:)?(" + REVERSAL + ")?[-0-9tx,+]+");
  }

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException if it is none, with what is wrong
   */
  public static TraceFile ofWord(String word) {
    int at = word.indexOf('@');
    if (at < 1) {
      throw new IllegalArgumentException("\"" + word + "\" is not NAME@SCHEDULE");
    }
    String rest = word.substring(at + 1);
    BitSet actors = null;
    if (rest.startsWith(ONLY)) {
      int end = rest.indexOf(':', ONLY.length());
      actors = readActors(rest.substring(ONLY.length(), Math.max(ONLY.length(), end)));
      rest = rest.substring(end + 1);
    }
    boolean order = rest.startsWith(REVERSAL);
    String[] parts = (order ? rest.substring(REVERSAL.length()) : rest).split("\\+", -1);
    List<int[]> taught = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      taught.add(Schedules.read(parts[i]));
    }
    int[] schedule = Schedules.read(parts[parts.length - 1]);
    String name = word.substring(0, at);
    return new TraceFile(name, "", order, taught, schedule, List.of(), actors);
  }

  /** The text of the file. */
  public String text() {
    StringBuilder b = new StringBuilder(HEAD).append('\n');
    b.append("scenario: ").append(scenario).append('\n');
    b.append("fails: ").append(fails).append('\n');
    if (order) {
      b.append("order: yes\n");
    }
    if (actors != null) {
      b.append("actors: ").append(write(actors)).append('\n');
    }
    for (int[] t : taught) {
      b.append("taught: ").append(Schedules.write(t)).append('\n');
    }
    b.append("schedule: ").append(Schedules.write(schedule)).append('\n');
    b.append("steps:\n");
    for (String s : steps) {
      b.append(s).append('\n');
    }
    return b.toString();
  }

  public void write(Path file) throws IOException {
    Path dir = file.toAbsolutePath().getParent();
    Files.createDirectories(dir);
    Files.write(file, text().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is none of these, with the line
   */
  public static TraceFile read(Path file) throws IOException {
    return parse(Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads the text of a file.
   *
   * @throws IllegalArgumentException if it is none of these, with the line
   */
  public static TraceFile parse(String text) {
    List<String> lines = new ArrayList<>();
    text.lines().forEach(lines::add);
    if (lines.isEmpty() || !lines.get(0).equals(HEAD)) {
      throw new IllegalArgumentException("line 1: expected \"" + HEAD + "\"");
    }
    String scenario = null;
    String fails = "";
    boolean order = false;
    List<int[]> taught = new ArrayList<>();
    int[] schedule = null;
    BitSet actors = null;
    List<String> steps = List.of();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.equals("steps:")) {
        steps = lines.subList(i + 1, lines.size());
        break;
      }
      int colon = line.indexOf(": ");
      String key = colon < 0 ? line.strip() : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 2);
      switch (key) {
        case "scenario":
          scenario = value;
          break;
        case "fails":
        case "fails:":
          fails = value;
          break;
        case "order":
          order = value.equals("yes");
          break;
        case "actors":
          actors = at(i, value, TraceFile::readActors);
          break;
        case "taught":
          taught.add(at(i, value, Schedules::read));
          break;
        case "schedule":
          schedule = at(i, value, Schedules::read);
          break;
        default:
          throw new IllegalArgumentException("line " + (i + 1) + ": unknown entry: " + line);
      }
    }
    if (scenario == null || schedule == null) {
      throw new IllegalArgumentException(
          "the trace has no line \"" + (scenario == null ? "scenario" : "schedule") + ": ...\"");
    }
    return new TraceFile(scenario, fails, order, taught, schedule, steps, actors);
  }

  private static <T> T at(int line, String value, Function<String, T> read) {
    try {
      return read.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + (line + 1) + ": " + e.getMessage(), e);
    }
  }
}
