package giantless.properties.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.twins.Compared;
import giantless.properties.twins.PatchedStack;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import net.jqwik.api.Example;

/**
 * The stack against the state machine of RFC 9293 in package {@code model}: random segments, calls
 * and time, and after each step both must agree (see {@link Comparison}). The gate's seeds are
 * always the same; the nightly run takes others each night, and says which.
 */
class TcpModelIT {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("giantless.budget"));
  private static final long LEAST = 1_000_000;
  private static final String REPLAY =
      "mvn -B verify -pl properties -am -Dtest=NoneTest -Dit.test=TcpModelIT"
          + " -Dgiantless.tcp.seed=";

  /** The first seed: the one to be replayed, else the gate's or the night's. */
  private static long firstSeed(Long replay) {
    if (replay != null) {
      return replay;
    }
    return NIGHTLY ? System.currentTimeMillis() << 8 : 1;
  }

  @Example
  void stack_agrees_with_rfc_9293_at_each_step() {
    Long replay = Long.getLong("giantless.tcp.seed");
    long first = firstSeed(replay);
    long wanted = replay != null ? 1 : NIGHTLY ? 30 * LEAST : LEAST;
    System.out.println("seeds from " + first);
    long start = System.nanoTime();
    long[] steps = new long[1];
    Compared stack = PatchedStack.plain().make(SeedRun.class, Compared.class);
    long seed = first;
    while (steps[0] < wanted) {
      String failure = stack.run(seed, steps, true);
      if (failure != null) {
        throw new AssertionError(failure + "\nreplay: " + REPLAY + seed);
      }
      seed++;
    }
    assertThat(steps[0]).isGreaterThanOrEqualTo(wanted);
    ResultWriter.write(
        ResultRecord.of("properties", "TCP against RFC 9293")
            .passed(steps[0] + " random steps, seeds " + first + " to " + (seed - 1))
            .count("steps", steps[0])
            .count("hosts", seed - first)
            .replay(REPLAY + first)
            .seconds((System.nanoTime() - start) / 1e9)
            .build());
  }
}
