package giantless.stress.netperf.wire;

import giantless.stress.netperf.fork.Figures;
import giantless.stress.netperf.fork.Fork;

/** The throughput of one stream in this JVM, measured whenever a {@link Fork} is told to. */
final class StreamFork {
  private static final long MILLI = 1_000_000L;

  private StreamFork() {}

  /**
   * @param args the name of a {@link StreamKind}
   */
  public static void main(String[] args) throws Exception {
    try (Stream stream = StreamKind.valueOf(args[0]).open()) {
      Fork.serve(millis -> Figures.say("Gbit/s", stream.measure(millis * MILLI)));
    }
  }
}
