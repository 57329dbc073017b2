package giantless.stress.netperf.wire;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * What one stream costs, as a table, for people who work on the path of a segment: its rate beside
 * that of Java NIO in the same run, the processor time of a data segment with all that belongs to
 * it (both stacks, acknowledgements, wakeups). On a machine that does other things too the
 * processor time is the figure to compare.
 *
 * <p>{@code java -cp ... giantless.stress.netperf.wire.TcpRate [SECONDS [STREAM...]]}, where the
 * streams are numbered as they are printed; all by default, for one second each after as much to
 * warm up.
 */
public final class TcpRate {
  private static final double NANO = 1e9;

  /** A measurement is cut in so many, of which the median and the best are printed. */
  private static final int TURNS = 5;

  private TcpRate() {}

  /**
   * @param args seconds of a measurement, then the numbers of the streams
   */
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 1;
    System.out.println("load " + load());
    System.out.println("   stream              Gbit/s    best  us/segment    best  ACKs/seg");
    for (StreamKind kind : StreamKind.values()) {
      if (args.length <= 1 || chosen(args, kind.ordinal())) {
        row(kind, (long) (seconds * NANO));
      }
    }
    System.out.println("load " + load());
  }

  private static boolean chosen(String[] args, int stream) {
    for (int k = 1; k < args.length; k++) {
      if (Integer.parseInt(args[k]) == stream) {
        return true;
      }
    }
    return false;
  }

  private static void row(StreamKind kind, long nanos) throws Exception {
    try (Stream stream = kind.open()) {
      stream.measure(nanos);
      double[] rate = new double[TURNS];
      double[] cost = new double[TURNS];
      long[] first = counts(stream);
      long[] before = first;
      for (int t = 0; t < TURNS; t++) {
        rate[t] = stream.measure(nanos / TURNS);
        long[] after = counts(stream);
        cost[t] = (after[0] - before[0]) / 1e3 / Math.max(1, after[1] - before[1]);
        before = after;
      }
      Arrays.sort(rate);
      Arrays.sort(cost);
      String of =
          String.format(
              Locale.ROOT,
              "%d  %-18s  %6.2f  %6.2f",
              kind.ordinal(),
              kind.title(),
              rate[TURNS / 2],
              rate[TURNS - 1]);
      if (stream instanceof TcpStream) {
        of +=
            String.format(
                Locale.ROOT,
                "  %10.2f  %6.2f  %8.2f",
                cost[TURNS / 2],
                cost[0],
                (before[2] - first[2]) / (double) (before[1] - first[1]));
      }
      System.out.println(of);
    }
  }

  /** Processor time in nanoseconds, data segments, acknowledgements. */
  private static long[] counts(Stream stream) {
    long cpu =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime();
    TcpStream tcp = stream instanceof TcpStream ? (TcpStream) stream : null;
    return new long[] {
      cpu, tcp == null ? 0 : tcp.segments(), tcp == null ? 0 : tcp.acknowledgements()
    };
  }

  private static String load() {
    return String.format(
        Locale.ROOT,
        "%.2f on %d processors",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
  }
}
