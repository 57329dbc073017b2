package giantless.explore.shard;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures executions a second: of two threads that take a lock three times each, by one worker;
 * and of a search in parts, by one worker and by two, in turns. To be run by hand on an idle
 * machine, as {@code Rates [seconds [rounds]]}; a figure comes with the load that it was measured
 * under.
 */
public final class Rates {
  private Rates() {}

  /** Two threads; the first counts up under a lock so many times, and so does the other. */
  private static Program locking(int threads, int times) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx m = rt.mtx(Locks.SO_RCV);
      AtomicInt n = rt.atomicInt(0);
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
                if (threads > 2) {
                  n.fetchAdd(1);
                }
              });
        }
      };
    };
  }

  /** The search of three lock operations each has 20 executions; it is repeated. */
  private static double small(double seconds) {
    long n = 0;
    long start = System.nanoTime();
    try (Explorer explorer = new Explorer().races(false)) {
      Program p = locking(2, 3);
      while (System.nanoTime() - start < seconds * 1e9) {
        Exploration e = explorer.explore(p, new Dpor(), Budget.unlimited());
        n += e.executions();
      }
    }
    return n / ((System.nanoTime() - start) / 1e9);
  }

  private static double shards(Plan plan, Program p, int workers, double seconds) {
    long start = System.nanoTime();
    ShardResult r =
        new Shard(plan, 1, 1)
            .explore(() -> new Explorer().races(false), () -> p, workers, Budget.seconds(seconds));
    return r.totals().executions() / ((System.nanoTime() - start) / 1e9);
  }

  private static double median(List<Double> all) {
    List<Double> sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  public static void main(String[] args) {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 5;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Program large = locking(3, 6);
    Plan plan;
    try (Explorer explorer = new Explorer().races(false)) {
      System.out.println("JDK " + Runtime.version() + ", " + explorer.carrier());
      plan = Plan.of(explorer, "three threads", large, 0, 64);
    }
    List<Double> smalls = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    small(seconds);
    shards(plan, large, 2, seconds);
    for (int i = 0; i < rounds; i++) {
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      double three = small(seconds);
      double one = shards(plan, large, 1, seconds);
      double two = shards(plan, large, 2, seconds);
      smalls.add(three);
      ratios.add(two / one);
      System.out.printf(
          Locale.ROOT,
          "load %.1f: two threads, three locks each %.0f/s; in parts: one worker %.0f/s, two"
              + " workers %.0f/s, ratio %.2f%n",
          load,
          three,
          one,
          two,
          two / one);
    }
    System.out.printf(Locale.ROOT, "median: %.0f/s, ratio %.2f%n", median(smalls), median(ratios));
  }
}
