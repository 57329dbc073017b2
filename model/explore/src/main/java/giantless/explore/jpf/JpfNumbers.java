package giantless.explore.jpf;

import java.util.Map;

/** The measures of a run. Immutable. */
public final class JpfNumbers {
  private static final double MILLIS = 1000;

  private final Map<String, Long> values;
  private final double seconds;

  private JpfNumbers(Map<String, Long> values, double seconds) {
    this.values = values;
    this.seconds = seconds;
  }

  static JpfNumbers of(Map<String, Long> values, double seconds) {
    return new JpfNumbers(Map.copyOf(values), seconds);
  }

  static JpfNumbers none(double seconds) {
    return of(Map.of(), seconds);
  }

  private long value(String key) {
    return values.getOrDefault(key, 0L);
  }

  /** The states of the last search, which was the complete one. */
  public long states() {
    return value("lastStates");
  }

  /** The states of all searches. */
  public long allStates() {
    return value("newStates");
  }

  /** How many searches it took to learn what the threads share. */
  public long searches() {
    return value("searches");
  }

  /** How many paths of the last search came to their end. */
  public long ends() {
    return value("endStates");
  }

  /** The longest path, in states. */
  public long depth() {
    return value("depth");
  }

  /** Processor time of the JVM in seconds; 0 if it is not known. */
  public double cpuSeconds() {
    return value("cpuMillis") / MILLIS;
  }

  /** How long the JVM ran, on the wall. */
  public double seconds() {
    return seconds;
  }
}
