package giantless.explore.search;

/** The strategies by their names. */
public final class Strategies {
  private Strategies() {}

  /**
   * Makes a strategy from {@code dpor}, {@code dpor:2} (deadlines that come early), {@code
   * random:SEED}, {@code pct:DEPTH:SEED} or {@code bounded:PREEMPTIONS}; what is left out is 0, 1,
   * 3 and 1, and 2.
   *
   * @throws IllegalArgumentException for anything else, with what was expected
   */
  public static Resumable parse(String spec) {
    String[] words = spec.split(":", -1);
    try {
      switch (words[0]) {
        case "dpor":
          return new Dpor((int) number(words, 1, 0, 2));
        case "random":
          return new RandomWalk(number(words, 1, 1, 2));
        case "pct":
          return new Pct((int) number(words, 1, 3, 3), number(words, 2, 1, 3));
        case "bounded":
          return new PreemptionBounded((int) number(words, 1, 2, 2));
        default:
          throw new IllegalArgumentException("it is none of them");
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "strategy \""
              + spec
              + "\" is not dpor[:EXPIRIES], random[:SEED], pct[:DEPTH[:SEED]] or"
              + " bounded[:PREEMPTIONS]",
          e);
    }
  }

  private static long number(String[] words, int i, long otherwise, int most) {
    if (words.length > most) {
      throw new IllegalArgumentException("more than it takes");
    }
    if (i >= words.length) {
      return otherwise;
    }
    long n = Long.parseLong(words[i]);
    if (n < 0) {
      throw new IllegalArgumentException("negative");
    }
    return n;
  }
}
