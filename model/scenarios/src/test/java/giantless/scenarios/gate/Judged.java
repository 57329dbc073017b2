package giantless.scenarios.gate;

import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.records.ResultRecord;
import giantless.records.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/** The record of a scenario, and what is wrong with it. Immutable. */
public final class Judged {
  private final ResultRecord record;
  private final String wrong;

  /**
   * @param wrong the words of the failed test; empty if all is well
   */
  public Judged(ResultRecord record, String wrong) {
    this.record = record;
    this.wrong = wrong;
  }

  public ResultRecord record() {
    return record;
  }

  /** The words of the failed test; empty if all is well. */
  public String wrong() {
    return wrong;
  }

  /** With one more line at the end of the details. */
  Judged noted(String note) {
    return new Judged(
        copy(
            record.verdict(),
            record.reason(),
            record.counts(),
            record.seconds(),
            record.jdk(),
            record.seed(),
            record.replay(),
            record.details() + "\n" + note,
            record.check()),
        wrong);
  }

  void save(StateWriter out) {
    out.line("check", record.check());
    out.line("verdict", record.verdict().text(), record.reason());
    out.line("counts", record.counts().size());
    record.counts().forEach((name, n) -> out.line("count", name, n));
    out.line("ran", record.seconds(), record.jdk(), record.seed());
    out.line("replay", record.replay());
    out.line("details", record.details());
    out.line("wrong", wrong);
  }

  static Judged restore(StateReader in) {
    String check = in.line("check").text();
    Verdict verdict = Verdict.of(in.line("verdict").text());
    String reason = in.text();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int n = in.line("counts").integer(); n > 0; n--) {
      counts.put(in.line("count").text(), in.number());
    }
    double seconds = Double.parseDouble(in.line("ran").text());
    String jdk = in.text();
    String seed = in.text();
    String replay = in.line("replay").text();
    String details = in.line("details").text();
    String wrong = in.line("wrong").text();
    return new Judged(
        copy(verdict, reason, counts, seconds, jdk, seed, replay, details, check), wrong);
  }

  private static ResultRecord copy(
      Verdict verdict,
      String reason,
      Map<String, Long> counts,
      double seconds,
      String jdk,
      String seed,
      String replay,
      String details,
      String check) {
    ResultRecord.Builder b = ResultRecord.of("explorer", check);
    b.verdict(verdict).reason(reason).seconds(seconds).jdk(jdk).replay(replay).details(details);
    counts.forEach(b::count);
    if (!seed.isEmpty()) {
      b.seed(Long.parseLong(seed));
    }
    return b.build();
  }
}
