package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Result;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A search keeps nothing of the executions that are over: the heap in use after collections is the
 * same late as early. In the gate over 10^5 executions, in the night over 10^7.
 */
class FlatMemoryIT {
  private static final long EXECUTIONS =
      "nightly".equals(System.getProperty("giantless.budget"))
          ? 10_000_000
          : ThreadCarrier.hasContinuations() ? 100_000 : 10_000;

  /** Enough for the twin, which keeps them all. */
  private static final long FEW = 10_000;

  /** More than a search keeps of the one that runs, less than a byte of each execution. */
  private static final long SLACK = 300_000;

  /** Two threads, and far more orders of theirs than are run. */
  private static final Program PROGRAM =
      world -> {
        ExploredRuntime rt = world.runtime("", null, 2);
        Mtx m = rt.mtx(Locks.SO_RCV);
        AtomicInt n = rt.atomicInt(0);
        return () -> {
          for (int t = 0; t < 2; t++) {
            rt.spawn(
                "t" + t,
                Priority.USER,
                0,
                () -> {
                  for (int i = 0; i < 10; i++) {
                    m.lock();
                    m.unlock();
                    n.fetchAdd(1);
                  }
                });
          }
        };
      };

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime r = Runtime.getRuntime();
      least = Math.min(least, r.totalMemory() - r.freeMemory());
    }
    return least;
  }

  /** How much more is in use at the end than after a tenth. */
  private static long growth(Strategy strategy, long executions) {
    long[] early = new long[1];
    try (Explorer explorer = new Explorer()) {
      explorer.progress(
          p -> {
            if (p.executions() == executions / 10) {
              early[0] = used();
            }
            return true;
          });
      Exploration e = explorer.explore(PROGRAM, strategy, Budget.executions(executions));
      assertThat(e.end()).isEqualTo(Exploration.End.BUDGET);
      long growth = used() - early[0];
      System.out.printf(
          "%s: %d executions, %d bytes more in use than after a tenth%n",
          strategy.name(), e.executions(), growth);
      return growth;
    }
  }

  @Test
  void memory_stays_flat() {
    assertThat(growth(new Dpor(), EXECUTIONS)).isLessThan(SLACK);
  }

  /** The twin: a search that keeps a result of each execution is caught. */
  @Test
  void a_search_that_keeps_what_is_over_is_caught() {
    assertThat(growth(new Hoarder(), FEW)).isGreaterThan(SLACK);
  }

  /** At random, and keeps every result. */
  private static final class Hoarder implements Strategy {
    private final RandomWalk walk = new RandomWalk(1);
    private final List<Result> kept = new ArrayList<>();

    @Override
    public String name() {
      return "hoarder of " + kept.size();
    }

    @Override
    public String bounds() {
      return walk.bounds();
    }

    @Override
    public boolean isExhaustive() {
      return false;
    }

    @Override
    public boolean advance() {
      return walk.advance();
    }

    @Override
    public boolean timeIsChoice() {
      return true;
    }

    @Override
    public int next(World world) {
      return walk.next(world);
    }

    @Override
    public void done(Result r) {
      kept.add(r);
    }
  }
}
