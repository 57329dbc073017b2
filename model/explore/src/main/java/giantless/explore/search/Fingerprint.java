package giantless.explore.search;

import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;

/**
 * Tells whether a saved search is of this program: a hash of what the program does on a few
 * schedules, operation by operation, and of its code where the program knows it ({@link
 * Program#code}). It is the same on every JDK and machine, and another one as soon as the program
 * does something else there.
 */
public final class Fingerprint {
  private static final int SCHEDULES = 3;

  private Fingerprint() {}

  /** The hash, as 64 hexadecimal digits. */
  public static String of(Explorer explorer, Program program) {
    StringBuilder all = new StringBuilder(explorer.settings()).append('\n');
    if (!program.code().isEmpty()) {
      all.append("code ").append(program.code()).append('\n');
    }
    for (int i = 0; i < SCHEDULES; i++) {
      RandomWalk walk = new RandomWalk(i);
      walk.advance();
      Scheduler scheduler = i == 0 ? new PreemptionBounded(0) : walk;
      Result r = explorer.replay(program, scheduler, false);
      r.trace().lines().forEach(line -> all.append(line).append('\n'));
      all.append(r.failure() == null ? "ends" : r.failure().kind().toString()).append('\n');
    }
    return StateWriter.hash(all.toString());
  }
}
