package giantless.stress.netperf.locks;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The lock primitives beside the JDK's, as a record for the report. What is slower is named in the
 * record and fails nothing: the numbers are those of a machine that does other things too.
 */
class LockRatiosIT {

  @Test
  void ratios_are_measured_and_reported() throws Exception {
    long start = System.nanoTime();
    boolean nightly = "nightly".equals(System.getProperty("giantless.budget"));
    List<LockRatios.Ratio> ratios =
        nightly ? LockRatios.measure(3, 5, 500) : LockRatios.measure(1, 2, 150);
    assertThat(ratios).hasSize(7);
    ResultRecord.Builder record = ResultRecord.of("netperf", "lock primitives beside the JDK's");
    StringBuilder lines = new StringBuilder();
    for (LockRatios.Ratio r : ratios) {
      assertThat(r.oursOps()).isPositive();
      assertThat(r.theirsOps()).isPositive();
      record.measure(r.ours() + " / " + r.theirs(), r.ratio());
      lines.append(r).append('\n');
    }
    System.out.print(lines);
    record.passed(LockRatios.summary(ratios));
    record.seconds((System.nanoTime() - start) / 1e9);
    record.details(lines.toString());
    record.replay("mvn -B verify -pl stress/netperf -am -Dit.test=LockRatiosIT");
    ResultWriter.write(record.build());
  }

  @Test
  void summary_names_what_is_slower() {
    LockRatios.Ratio fast = new LockRatios.Ratio("w", "a", 2, "b", 1, 2.0);
    LockRatios.Ratio slow = new LockRatios.Ratio("w", "c", 1, "d", 4, 0.25);
    assertThat(LockRatios.summary(List.of(fast))).isEqualTo("not slower in any comparison");
    assertThat(LockRatios.summary(List.of(fast, slow))).isEqualTo("slower: c is 0.25 of d");
  }
}
