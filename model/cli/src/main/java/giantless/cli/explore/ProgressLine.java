package giantless.cli.explore;

import giantless.explore.search.Explorer;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Tells how far a long search is, and stops it when asked. A search of less than two seconds has no
 * line.
 */
final class ProgressLine implements Predicate<Explorer.Progress> {
  private static final double FIRST_SECONDS = 2;

  private final PrintWriter err;
  private final double every;
  private final boolean terminal;
  private final Interrupt interrupt;
  private String name = "";
  private double next = FIRST_SECONDS;
  private long executionsBefore;
  private double secondsBefore;
  private int length;

  /**
   * @param terminal whether the line replaces the one before, twice a second; else there is a new
   *     one every ten seconds
   */
  ProgressLine(PrintWriter err, boolean terminal, Interrupt interrupt) {
    this.err = err;
    this.terminal = terminal;
    this.every = terminal ? 0.5 : 10;
    this.interrupt = interrupt;
  }

  void begin(String scenario) {
    name = scenario;
    next = FIRST_SECONDS;
    executionsBefore = 0;
    secondsBefore = 0;
  }

  @Override
  public boolean test(Explorer.Progress p) {
    double now = p.seconds();
    if (now >= next) {
      show(p, now);
      next = now + every;
    }
    return !interrupt.isRequested();
  }

  private void show(Explorer.Progress p, double now) {
    double rate = (p.executions() - executionsBefore) / Math.max(now - secondsBefore, 1e-9);
    String line = text(name, p.executions(), rate, p.depth(), p.strategy().frontier(), now);
    executionsBefore = p.executions();
    secondsBefore = now;
    if (terminal) {
      err.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
      length = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  /** For example {@code Crossing: 12,000 executions, 8,100/s, depth 34, frontier 12, 2 s}. */
  static String text(
      String name, long executions, double rate, int depth, long frontier, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s: %,d executions, %,.0f/s, depth %d, frontier %s, %.0f s",
        name,
        executions,
        rate,
        depth,
        frontier == 0 ? "-" : String.format(Locale.ROOT, "%,d", frontier),
        seconds);
  }

  /** Takes the line away. */
  void end() {
    if (length > 0) {
      err.print("\r" + " ".repeat(length) + "\r");
      err.flush();
      length = 0;
    }
  }
}
