package giantless.cli.explore;

import giantless.explore.search.Explorer;
import giantless.explore.search.Strategy;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Tells how far a long search is, and stops it when asked. A search in parts is one search; what
 * was counted before it was taken up is in the count and not in the rate.
 */
final class ProgressLine implements Predicate<Explorer.Progress> {
  private final PrintWriter err;
  private final double first;
  private final double every;
  private final boolean terminal;
  private final Interrupt interrupt;
  private String name = "";
  private double next;
  private int length;

  /** Of the part that is under way; null before the first execution. */
  private Strategy part;

  /** Of the parts before. */
  private long executionsOfParts;

  private double secondsOfParts;
  private int depth;

  /** At the last execution. */
  private long executions;

  private double seconds;

  /** At the last line, and what was counted before a part was taken up. */
  private long executionsBefore;

  private double secondsBefore;

  /**
   * @param terminal whether the line replaces the one before
   * @param first seconds before the first line
   * @param every seconds from line to line
   */
  ProgressLine(PrintWriter err, boolean terminal, double first, double every, Interrupt interrupt) {
    this.err = err;
    this.terminal = terminal;
    this.every = every;
    this.first = first;
    this.interrupt = interrupt;
  }

  void begin(String scenario) {
    name = scenario;
    part = null;
    executionsOfParts = 0;
    secondsOfParts = 0;
    depth = 0;
    executions = 0;
    seconds = 0;
    executionsBefore = 0;
    secondsBefore = 0;
    next = first;
  }

  @Override
  public boolean test(Explorer.Progress p) {
    if (p.strategy() != part) {
      executionsOfParts = executions;
      secondsOfParts = seconds;
      part = p.strategy();
      if (p.executions() > 1) {
        // Taken up: all but this execution is from then.
        executionsBefore += p.executions() - 1;
        secondsBefore += p.seconds();
        next += p.seconds();
      }
    }
    executions = executionsOfParts + p.executions();
    seconds = secondsOfParts + p.seconds();
    depth = Math.max(depth, p.depth());
    if (seconds >= next) {
      show(p.strategy().frontier());
      next = seconds + every;
    }
    return !interrupt.isRequested();
  }

  private void show(long frontier) {
    double rate = (executions - executionsBefore) / Math.max(seconds - secondsBefore, 1e-9);
    String line = text(name, executions, rate, depth, frontier, seconds);
    executionsBefore = executions;
    secondsBefore = seconds;
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
