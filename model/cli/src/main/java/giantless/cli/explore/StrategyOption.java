package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.search.Dpor;
import giantless.explore.search.Pct;
import giantless.explore.search.PreemptionBounded;
import giantless.explore.search.RandomWalk;
import giantless.explore.search.Strategy;

/** Reads {@code dpor}, {@code pct}, {@code pct:4}, {@code random}, {@code bounded:1}. */
final class StrategyOption {
  private static final int PCT_DEPTH = 3;
  private static final int PREEMPTIONS = 2;

  private final String name;
  private final int number;
  private final long seed;

  /**
   * @throws UserError for another text
   */
  StrategyOption(String text, long seed) throws UserError {
    int colon = text.indexOf(':');
    this.name = colon < 0 ? text : text.substring(0, colon);
    this.seed = seed;
    if (!name.matches("dpor|pct|random|bounded")) {
      throw new UserError("--strategy: \"" + text + "\" is not dpor, pct, random or bounded");
    }
    boolean counts = name.equals("pct") || name.equals("bounded");
    if (colon < 0) {
      number = name.equals("pct") ? PCT_DEPTH : PREEMPTIONS;
    } else if (counts && text.substring(colon + 1).matches("[0-9]{1,3}")) {
      number = Integer.parseInt(text.substring(colon + 1));
    } else {
      throw new UserError(
          "--strategy: \""
              + text
              + "\": a number goes behind pct (depth) and bounded (preemptions)");
    }
    if (name.equals("pct") && number < 1) {
      throw new UserError("--strategy: pct has a depth of at least 1");
    }
  }

  /** A new one, for one search. */
  Strategy strategy(ScenarioClass scenario) {
    switch (name) {
      case "pct":
        return new Pct(number, seed);
      case "random":
        return new RandomWalk(seed);
      case "bounded":
        return new PreemptionBounded(number);
      default:
        return new Dpor(scenario.scenario().timers());
    }
  }

  boolean isDrawn() {
    return name.equals("pct") || name.equals("random");
  }
}
