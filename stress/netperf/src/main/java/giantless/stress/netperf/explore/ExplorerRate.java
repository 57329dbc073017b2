package giantless.stress.netperf.explore;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.lock.explored.ThreadCarrier;
import giantless.stress.netperf.fork.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * Executions a second of the explorer, in this JVM. An execution is one of each class of executions
 * that differ only in the order of independent steps; all of them are run, again and again.
 */
final class ExplorerRate {
  /** Orders of three pairs of each of two threads under one lock: 6 over 3. */
  private static final int CLASSES = 20;

  /** Between two looks at the clocks. */
  private static final int SEARCHES = 50;

  /** Before the rounds that count, in rounds: until then the JVM still compiles. */
  private static final int WARM_UP = 9;

  private ExplorerRate() {}

  /** The whole search of two threads with three pairs each, repeated. */
  private static Rate small(double processorSeconds) {
    long n = 0;
    Program p = Locking.of(2, 3);
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

  /**
   * Measures and says it.
   *
   * @param args rounds, and milliseconds of each
   */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    double seconds = Integer.parseInt(args[1]) / 1e3;
    try (Explorer explorer = new Explorer()) {
      Figures.say("carrier", explorer.carrier());
      Figures.say("continuations", ThreadCarrier.hasContinuations());
    }
    Figures.say("executions", CLASSES);
    small(WARM_UP * seconds);
    List<Rate> smalls = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      smalls.add(small(seconds));
    }
    Rate.median(smalls).say("small");
  }
}
