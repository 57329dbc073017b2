package giantless.stress.netperf.wire;

import giantless.stress.netperf.fork.Fork;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The throughput of streams, measured in turn so that each sees the same machine, and each in a JVM
 * of its own with the JVM's own choice of a collector, as a user would start it: code that has run
 * with Witness too is compiled otherwise than code that never did.
 */
public final class StreamTurns {
  private final Map<StreamKind, double[]> rates = new EnumMap<>(StreamKind.class);

  /**
   * Measures all kinds.
   *
   * @param rounds how often, after one round to warm up
   * @param warmupMillis of that round
   * @param millis of each other one
   * @throws IOException if a JVM cannot be started, or ends before it is told to
   */
  public StreamTurns(int rounds, int warmupMillis, int millis)
      throws IOException, InterruptedException {
    Map<StreamKind, Fork> forks = new EnumMap<>(StreamKind.class);
    try {
      for (StreamKind kind : StreamKind.values()) {
        Fork fork = new Fork(StreamFork.class, List.of(), kind.name());
        forks.put(kind, fork);
        rate(fork, warmupMillis);
        rates.put(kind, new double[rounds]);
      }
      for (int r = 0; r < rounds; r++) {
        for (Map.Entry<StreamKind, Fork> e : forks.entrySet()) {
          rates.get(e.getKey())[r] = rate(e.getValue(), millis);
        }
      }
    } finally {
      forks.values().forEach(Fork::close);
    }
  }

  private static double rate(Fork fork, int millis) throws IOException, InterruptedException {
    fork.measure(millis);
    return fork.figures().number("Gbit/s");
  }

  /** The median of a stream's rates, in Gbit/s. */
  public double median(StreamKind kind) {
    double[] sorted = rates.get(kind).clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
