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
   * @param forks JVMs for each benchmark, at least 1
   * @param iterations measured (and as many for warm-up), at least 1
   * @param millis length of each
   */
  public static List<Ratio> measure(int forks, int iterations, int millis) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    options.include("giantless\\.stress\\.netperf\\.locks\\.(MutexBench|ReadMostlyBench)\\.");
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
    ratios.add(ratio(ops, "uncontended", "uncontendedMtx", "uncontendedReentrantLock"));
    ratios.add(ratio(ops, "contended, 2 threads", "contendedMtx", "contendedReentrantLock"));
    for (int threads = 1; threads <= 2; threads++) {
      String read = "read" + threads;
      String what = "read, " + threads + (threads == 1 ? " thread" : " threads");
      ratios.add(ratio(ops, what, read + "RmLock", read + "StampedOptimistic"));
      ratios.add(ratio(ops, what, read + "RmLock", read + "StampedReadLock"));
    }
    ratios.add(ratio(ops, "read, floor of any lock", "read1RmLock", "read1FenceAlone"));
    return ratios;
  }

  private static Ratio ratio(Map<String, Double> ops, String what, String ours, String theirs) {
    double a = ops.get(ours);
    double b = ops.get(theirs);
    return new Ratio(what, ours, a, theirs, b, a / b);
  }

  /** Prints one line for each comparison. */
  public static void main(String[] args) throws RunnerException {
    int forks = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int iterations = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    int millis = args.length > 2 ? Integer.parseInt(args[2]) : 500;
    for (Ratio r : measure(forks, iterations, millis)) {
      System.out.println(r);
    }
  }
}
