package giantless.stress.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stress.netperf.locks.LockRatios;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Short JMH runs whose figures go into the report, side by side in one run. A figure is no verdict:
 * the test fails only if a benchmark cannot be run; where a goal is missed, the record says by how
 * much. The gate measures what has a goal, the nightly run what else there is.
 */
class PerformanceIT {
  private static final boolean NIGHTLY = "nightly".equals(System.getProperty("giantless.budget"));
  private static final int FORKS = NIGHTLY ? 5 : 1;
  private static final int ITERATIONS = NIGHTLY ? 5 : 2;
  private static final int MILLIS = NIGHTLY ? 1000 : 200;
  private static final String EFFORT =
      FORKS + " fork(s), " + ITERATIONS + "+" + ITERATIONS + " iterations of " + MILLIS + " ms";

  @Test
  void locks_beside_those_of_the_jdk() throws Exception {
    String which = NIGHTLY ? LockRatios.ALL : LockRatios.WITH_GOAL;
    List<LockRatios.Ratio> ratios = LockRatios.measure(which, FORKS, ITERATIONS, MILLIS);
    assertThat(ratios).hasSize(NIGHTLY ? 7 : 4);
    for (LockRatios.Ratio r : ratios) {
      String goal =
          r.ratio() >= 1
              ? "goal met (not slower)"
              : String.format(Locale.ROOT, "goal missed: %.0f %% below", 100 * (1 - r.ratio()));
      ResultWriter.write(
          ResultRecord.of("netperf", r.what() + ": " + r.ours() + " against " + r.theirs())
              .passed("measured, " + EFFORT + "; " + goal)
              .count("goals missed", r.ratio() >= 1 ? 0 : 1)
              .measure(r.ours() + " ops/us", r.oursOps())
              .measure(r.theirs() + " ops/us", r.theirsOps())
              .measure("ratio", r.ratio())
              .replay("mvn -B verify -pl stress/netperf -am -Dit.test=PerformanceIT")
              .build());
    }
  }

  @Test
  void witness_on_against_off() throws Exception {
    Map<String, Double> micros = run("wire\\.UdpEchoBench\\.echo", "witness");
    assertThat(micros).containsOnlyKeys("off", "on", "lines");
    ResultWriter.write(
        ResultRecord.of("netperf", "UDP echo over the wire: Witness on against off")
            .passed("measured, " + EFFORT)
            .measure("off us/op", micros.get("off"))
            .measure("on us/op", micros.get("on"))
            .measure("on, lines us/op", micros.get("lines"))
            .measure("ratio on/off", micros.get("on") / micros.get("off"))
            .measure("ratio lines/off", micros.get("lines") / micros.get("off"))
            .replay("mvn -B verify -pl stress/netperf -am -Dit.test=PerformanceIT")
            .build());
  }

  @Test
  void a_host_boots_and_shuts_down() throws Exception {
    // The goal is for these; the others say what more of it costs.
    String which = NIGHTLY ? ".*" : "bootAndShutdown(Explored)?$";
    Map<String, Double> micros = run("kern\\.HostBootBench\\." + which, null);
    assertThat(micros).containsKeys("bootAndShutdown us/op", "bootAndShutdownExplored us/op");
    boolean met =
        micros.get("bootAndShutdown us/op") < 100
            && micros.get("bootAndShutdownExplored us/op") < 100;
    ResultRecord.Builder record =
        ResultRecord.of("netperf", "host boot and shutdown, warm")
            .passed("measured, " + EFFORT + "; goal: below 100 us without use")
            .count("goals missed", met ? 0 : 1)
            .replay("mvn -B verify -pl stress/netperf -am -Dit.test=PerformanceIT");
    micros.forEach((name, value) -> record.measure(name, value));
    ResultWriter.write(record.build());
  }

  /** Scores by the value of a parameter, or by the benchmark's name. */
  private static Map<String, Double> run(String include, String parameter) throws Exception {
    OptionsBuilder options = new OptionsBuilder();
    options.include("giantless\\.stress\\.netperf\\." + include);
    options.forks(FORKS);
    options.warmupIterations(ITERATIONS);
    options.measurementIterations(ITERATIONS);
    options.warmupTime(TimeValue.milliseconds(2 * MILLIS));
    options.measurementTime(TimeValue.milliseconds(MILLIS));
    options.verbosity(VerboseMode.SILENT);
    options.shouldFailOnError(true);
    Collection<RunResult> results = new Runner(options.build()).run();
    Map<String, Double> scores = new TreeMap<>();
    for (RunResult r : results) {
      String name = r.getParams().getBenchmark();
      String key =
          parameter != null
              ? r.getParams().getParam(parameter)
              : name.substring(name.lastIndexOf('.') + 1)
                  + " "
                  + r.getPrimaryResult().getScoreUnit();
      scores.put(key, r.getPrimaryResult().getScore());
    }
    return scores;
  }
}
