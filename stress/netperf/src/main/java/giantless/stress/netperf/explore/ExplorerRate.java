package giantless.stress.netperf.explore;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.ThreadCarrier;
import java.util.ArrayList;
import java.util.List;

/**
 * Executions a second of the explorer, in this JVM. An execution is one of each class of executions
 * that differ only in the order of independent steps; all of them are run, again and again.
 */
final class ExplorerRate {
  /** Orders of three pairs of each of two threads under one lock: 6 over 3. */
  private static final int CLASSES = 20;

  private static final int PARTS = 64;

  /** Between two looks at the clocks. */
  private static final int SEARCHES = 50;

  /**
   * Of each search before the rounds that count, in rounds: until then the JVM still compiles. What
   * it compiles later it does on the processor that one worker leaves free, and two do not.
   */
  private static final int WARM_UP = 9;

  private ExplorerRate() {}

  /** Threads that take and give back one lock, so many times each. */
  private static Program locking(int threads, int times) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx m = rt.mtx(Locks.SO_RCV);
      return () -> {
        for (int t = 0; t < threads; t++) {
          rt.spawn(
              "t" + t,
              Priority.USER,
              0,
              () -> {
                for (int i = 0; i < times; i++) {
                  m.lock();
                  m.unlock();
                }
              });
        }
      };
    };
  }

  /** The whole search of two threads with three pairs each, repeated. */
  private static Rate small(double processorSeconds) {
    long n = 0;
    Program p = locking(2, 3);
    try (Explorer explorer = new Explorer().races(false)) {
      Stopwatch watch = new Stopwatch();
      while (watch.processorSeconds() < processorSeconds) {
        for (int i = 0; i < SEARCHES; i++) {
          Exploration e = explorer.explore(p, new Dpor(), Budget.unlimited());
          if (!e.isComplete() || e.executions() != CLASSES || e.redundant() != 0) {
            throw new IllegalStateException("not " + CLASSES + " executions: " + e);
          }
          n += e.executions();
        }
      }
      return Rate.of(n, watch);
    }
  }

  private static Rate shards(Plan plan, Program p, int workers, double seconds) {
    Stopwatch watch = new Stopwatch();
    long n =
        new Shard(plan, 1, 1)
            .explore(() -> new Explorer().races(false), () -> p, workers, Budget.seconds(seconds))
            .totals()
            .executions();
    return Rate.of(n, watch);
  }

  /**
   * Measures and says it.
   *
   * @param args rounds, and milliseconds of each
   */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    double seconds = Integer.parseInt(args[1]) / 1e3;
    Program large = locking(3, 6);
    Plan plan;
    try (Explorer explorer = new Explorer().races(false)) {
      Figures.say("carrier", explorer.carrier());
      Figures.say("continuations", ThreadCarrier.hasContinuations());
      plan = Plan.of(explorer, "three threads, six pairs each", large, 0, PARTS);
    }
    Figures.say("executions", CLASSES);
    small(WARM_UP * seconds);
    shards(plan, large, 2, WARM_UP * seconds);
    // In turns once more: what was compiled for one search alone is compiled anew for both.
    small(seconds);
    shards(plan, large, 1, seconds);
    shards(plan, large, 2, seconds);
    List<Rate> smalls = new ArrayList<>();
    List<Rate> one = new ArrayList<>();
    List<Rate> two = new ArrayList<>();
    List<Rate> ratios = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      smalls.add(small(seconds));
      one.add(shards(plan, large, 1, seconds));
      two.add(shards(plan, large, 2, seconds));
      ratios.add(two.get(i).over(one.get(i)));
    }
    Rate.median(smalls).say("small");
    Rate.median(one).say("one");
    Rate.median(two).say("two");
    Rate.median(ratios).say("ratio");
  }
}
