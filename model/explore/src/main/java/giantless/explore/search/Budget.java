package giantless.explore.search;

/** How long a search may go on: a number of executions, a time, or both. */
public final class Budget {
  private final long executions;
  private final long nanos;

  private Budget(long executions, long nanos) {
    this.executions = executions;
    this.nanos = nanos;
  }

  /** No bound. */
  public static Budget unlimited() {
    return new Budget(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  public static Budget executions(long n) {
    return new Budget(positive(n, n + ""), Long.MAX_VALUE);
  }

  public static Budget seconds(double seconds) {
    return new Budget(Long.MAX_VALUE, positive((long) (seconds * 1e9), seconds + "s"));
  }

  /**
   * Reads {@code 30s}, {@code 5m}, {@code 8h}, {@code 500ms}, {@code 1e6}, {@code 20000}.
   *
   * @throws IllegalArgumentException for anything else, with what was expected
   */
  public static Budget parse(String text) {
    String[] units = {"ms", "s", "m", "h"};
    double[] seconds = {1e-3, 1, 60, 3600};
    try {
      for (int i = 0; i < units.length; i++) {
        if (text.endsWith(units[i])) {
          return seconds(number(text, text.length() - units[i].length()) * seconds[i]);
        }
      }
      double n = number(text, text.length());
      if (n != Math.rint(n)) {
        throw new NumberFormatException(text);
      }
      return executions((long) n);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "budget \"" + text + "\" is neither a time (500ms, 30s, 5m, 8h) nor a count (1e6)", e);
    }
  }

  private static double number(String text, int end) {
    String digits = text.substring(0, end);
    if (!digits.matches("[0-9]+(\\.[0-9]+)?([eE][0-9]+)?")) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(digits);
  }

  private static long positive(long n, String text) {
    if (n <= 0) {
      throw new IllegalArgumentException("budget " + text + " allows nothing");
    }
    return n;
  }

  /** The smaller of both, in executions and in time. */
  public Budget atMost(Budget other) {
    return new Budget(Math.min(executions, other.executions), Math.min(nanos, other.nanos));
  }

  /** What is left of it for a search that has counted so much; null if nothing is. */
  public Budget after(Totals counted) {
    long n = executions == Long.MAX_VALUE ? executions : executions - counted.executions();
    long time = nanos == Long.MAX_VALUE ? nanos : nanos - counted.nanos();
    return n <= 0 || time <= 0 ? null : new Budget(n, time);
  }

  boolean isSpent(long done, long startNanos) {
    return done >= executions
        || (nanos != Long.MAX_VALUE && System.nanoTime() - startNanos >= nanos);
  }

  /** Starts the clock of a budget that several searches share, one after another. */
  public Left begin() {
    return new Left();
  }

  /** What is left of a budget. Not for two threads at once. */
  public final class Left {
    private final long start = System.nanoTime();
    private long done;

    /** So many executions were run. */
    public void took(long n) {
      done += n;
    }

    public boolean isSpent() {
      return Budget.this.isSpent(done, start);
    }

    /** As a budget of its own; of one execution at least. */
    public Budget rest() {
      long time = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
      long count = executions == Long.MAX_VALUE ? executions : executions - done;
      return new Budget(Math.max(1, count), Math.max(1, time));
    }
  }

  @Override
  public String toString() {
    if (executions == Long.MAX_VALUE && nanos == Long.MAX_VALUE) {
      return "unlimited";
    }
    return executions != Long.MAX_VALUE ? executions + " executions" : nanos / 1e9 + " s";
  }
}
