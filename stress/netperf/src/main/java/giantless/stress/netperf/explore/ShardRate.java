package giantless.stress.netperf.explore;

import giantless.explore.search.Budget;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import giantless.stress.netperf.fork.Fork;

/**
 * Executions a second of one shard of a search, in this JVM, as {@code giantless explore --shard}
 * runs one: three threads with six pairs each. A {@link Fork}, since what counts is how much
 * several of them do at the same time.
 */
final class ShardRate {
  private static final int PARTS = 64;

  private ShardRate() {}

  private static Rate explore(Shard shard, Program p, double seconds) {
    Stopwatch watch = new Stopwatch();
    long n =
        shard
            .explore(() -> new Explorer().races(false), () -> p, 1, Budget.seconds(seconds))
            .totals()
            .executions();
    return Rate.of(n, watch);
  }

  /**
   * Explores whenever it is told to.
   *
   * @param args which shard, of how many
   */
  public static void main(String[] args) throws Exception {
    Program p = Locking.of(3, 6);
    Plan plan;
    try (Explorer explorer = new Explorer().races(false)) {
      plan = Plan.of(explorer, "three threads, six pairs each", p, 0, PARTS);
    }
    Shard shard = new Shard(plan, Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    Fork.serve(millis -> explore(shard, p, millis / 1e3).say("shard"));
  }
}
