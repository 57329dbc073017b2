package giantless.properties.tcp;

import giantless.properties.tcp.model.Rules;
import giantless.properties.twins.Compared;
import java.util.List;

/** The stack beside the model on the random steps of a seed. */
public final class SeedRun implements Compared {
  private static final int STEPS = 4000;

  @Override
  public String run(long seed, long[] steps, boolean shorten) {
    Rules rules = Runs.rules(seed);
    List<Step> todo = Steps.of(seed, STEPS);
    String what = Runs.run(rules, todo, steps, null);
    if (what == null || !shorten) {
      return what;
    }
    return "seed " + seed + ", " + rules + ": " + Runs.shortest(rules, todo);
  }
}
