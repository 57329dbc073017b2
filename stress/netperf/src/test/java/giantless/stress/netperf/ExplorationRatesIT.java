package giantless.stress.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stress.netperf.explore.ExplorationRates;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Executions a second of the explorer beside Lincheck's model checker, and of two shards beside
 * one, measured in one run. A figure is no verdict: the test fails only if it cannot be measured;
 * where a goal is missed, the record says by how much.
 */
class ExplorationRatesIT {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("giantless.budget"));
  private static final int ROUNDS = NIGHTLY ? 7 : 3;
  private static final int MILLIS = NIGHTLY ? 1000 : 200;

  /** Executions a second on one core, on continuations and on platform threads. */
  private static final double CONTINUATIONS = 150_000;

  private static final double PLATFORM_THREADS = 2_000;
  private static final double TWO_SHARDS = 1.8;
  private static final String REPLAY =
      "mvn -B verify -pl stress/netperf -am -Dit.test=ExplorationRatesIT";

  @Test
  void explorer_beside_lincheck_and_two_shards_beside_one() throws Exception {
    ExplorationRates r = ExplorationRates.measure(ROUNDS, MILLIS);
    System.out.println(r);
    String effort = effort(MILLIS, r);
    double goal = r.continuations() ? CONTINUATIONS : PLATFORM_THREADS;
    ResultWriter.write(
        ResultRecord.of(
                "netperf", "executions of two threads, three pairs each: explorer against Lincheck")
            .passed(
                String.format(
                    Locale.ROOT,
                    "measured on %s, %s; goal %.0f/s %s",
                    r.carrier(),
                    effort,
                    goal,
                    goal(r.explorer().perSecond(), goal)))
            .count("goals missed", r.explorer().perSecond() >= goal ? 0 : 1)
            .count("executions of the explorer in all", r.executions())
            .count("executions of Lincheck in all", r.invocations())
            .measure("explorer executions/s", r.explorer().perSecond())
            .measure("explorer executions/processor s", r.explorer().perProcessorSecond())
            .measure("Lincheck executions/s", r.lincheck().perSecond())
            .measure("Lincheck executions/processor s", r.lincheck().perProcessorSecond())
            .measure("ratio", r.ratio())
            .details(
                "The explorer runs one execution of each class of executions that differ only in"
                    + " the order of independent steps, and knows that these are all. An execution"
                    + " of Lincheck is one of its invocations, on a monitor; their time is from the"
                    + " first to the last of a check, without the transformation of classes, and"
                    + " without a specification to compare with.\n"
                    + r)
            .replay(REPLAY)
            .build());
    ResultWriter.write(
        ResultRecord.of("netperf", "executions of a search in parts: two shards against one")
            .passed(
                String.format(
                    Locale.ROOT,
                    "measured on %s, %s; goal %.1f times %s",
                    r.carrier(),
                    effort(ExplorationRates.SHARD_ROUND * MILLIS, r),
                    TWO_SHARDS,
                    goal(r.shards().perSecond(), TWO_SHARDS)))
            .count("goals missed", r.shards().perSecond() >= TWO_SHARDS ? 0 : 1)
            .measure("one shard executions/s", r.one().perSecond())
            .measure("two shards executions/s", r.two().perSecond())
            .measure("ratio", r.shards().perSecond())
            .measure("ratio of what a processor second does", r.shards().perProcessorSecond())
            .replay(REPLAY)
            .build());
    assertThat(r.executions()).isEqualTo(20);
    // That it ends by itself shows that it saw the lock.
    assertThat(r.ended()).isTrue();
    assertThat(r.invocations()).isGreaterThanOrEqualTo(r.executions());
  }

  private static String effort(int millis, ExplorationRates r) {
    return "median of " + ROUNDS + " rounds of " + millis + " ms, " + r.load();
  }

  private static String goal(double is, double goal) {
    return is >= goal
        ? "met"
        : String.format(Locale.ROOT, "missed: %.0f %% below", 100 * (1 - is / goal));
  }
}
