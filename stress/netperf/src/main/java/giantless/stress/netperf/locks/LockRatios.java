package giantless.stress.netperf.locks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the lock benchmarks and puts each primitive beside its counterpart of the JDK. Called by the
 * performance gate and from the command line ({@code LockRatios [forks [iterations [millis]]]}).
 */
public final class LockRatios {
  /** The comparisons that have a goal: mutexes, and read-mostly locks beside optimistic reading. */
  public static final String WITH_GOAL =
      "(MutexBench\\.|ReadMostlyBench\\.read[12](RmLock|StampedOptimistic)$)";

  /** Also a read lock that is held, and a fence alone, which no lock can be faster than. */
  public static final String ALL = "(MutexBench|ReadMostlyBench)\\.";

  /**
   * One comparison: throughputs in operations a microsecond, of all threads together.
   *
   * @param ratio ours divided by theirs: 1 is equal, above 1 is faster
   */
  public record Ratio(
      String what, String ours, double oursOps, String theirs, double theirsOps, double ratio) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-28s %s %.1f ops/us, %s %.1f ops/us, ratio %.2f",
          what,
          ours,
          oursOps,
          theirs,
          theirsOps,
          ratio);
    }
  }

  private LockRatios() {}

  /**
   * Measures; each benchmark in JVMs of its own.
   *
   * @param which {@link #WITH_GOAL} or {@link #ALL}
   * @param forks JVMs for each benchmark, at least 1
   * @param iterations measured (and as many for warm-up), at least 1
   * @param millis length of each
   */
  public static List<Ratio> measure(String which, int forks, int iterations, int millis)
      throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include("giantless\\.stress\\.netperf\\.locks\\." + which);
    options.forks(forks);
    options.warmupIterations(iterations);
    options.measurementIterations(iterations);
    options.warmupTime(TimeValue.milliseconds(millis));
    options.measurementTime(TimeValue.milliseconds(millis));
    options.verbosity(VerboseMode.SILENT);
    options.shouldFailOnError(true);
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Double> ops = new TreeMap<>();
    for (RunResult r : results) {
      String name = r.getParams().getBenchmark();
      ops.put(name.substring(name.lastIndexOf('.') + 1), r.getPrimaryResult().getScore());
    }
    List<Ratio> ratios = new ArrayList<>();
    add(ratios, ops, "uncontended", "uncontendedMtx", "uncontendedReentrantLock");
    add(ratios, ops, "contended, 2 threads", "contendedMtx", "contendedReentrantLock");
    for (int threads = 1; threads <= 2; threads++) {
      String read = "read" + threads;
      String what = "read, " + threads + (threads == 1 ? " thread" : " threads");
      add(ratios, ops, what, read + "RmLock", read + "StampedOptimistic");
      add(ratios, ops, what, read + "RmLock", read + "StampedReadLock");
    }
    add(ratios, ops, "read, floor of any lock", "read1RmLock", "read1FenceAlone");
    return ratios;
  }

  /** Adds a comparison if the other side was measured. */
  private static void add(
      List<Ratio> ratios, Map<String, Double> ops, String what, String ours, String theirs) {
    if (ops.containsKey(theirs)) {
      double a = ops.get(ours);
      double b = ops.get(theirs);
      ratios.add(new Ratio(what, ours, a, theirs, b, a / b));
    }
  }

  /** Prints one line for each comparison. */
  public static void main(String[] args) throws RunnerException {
    int forks = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int millis = args.length > 2 ? Integer.parseInt(args[2]) : 500;
    for (Ratio r : measure(ALL, forks, iterations, millis)) {
      System.out.println(r);
    }
  }
}
