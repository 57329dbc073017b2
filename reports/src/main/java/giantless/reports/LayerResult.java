package giantless.reports;

import giantless.records.Verdict;
import java.util.List;

/**
 * What one layer said in this build.
 *
 * @param spec the layer
 * @param checks its results, the worst first
 */
public record LayerResult(LayerSpec spec, List<CheckResult> checks) {

  /** Whether the layer was expected and left nothing. */
  public boolean missing() {
    return checks.isEmpty();
  }

  /**
   * The verdict of the layer: FAILED when a check failed or the layer is missing, NOT RUN when no
   * check ran, and PROVED-WITHIN-BOUNDS only when all that ran say so.
   */
  public Verdict verdict() {
    if (missing() || count(Verdict.FAILED) > 0) {
      return Verdict.FAILED;
    }
    if (count(Verdict.NOT_RUN) == checks.size()) {
      return Verdict.NOT_RUN;
    }
    return count(Verdict.PASSED_SAMPLED) > 0
        ? Verdict.PASSED_SAMPLED
        : Verdict.PROVED_WITHIN_BOUNDS;
  }

  /** The verdict's words, or MISSING. */
  public String words() {
    return missing() ? "MISSING" : verdict().text();
  }

  public String reason() {
    if (missing()) {
      return "expected, but it left no result in this build";
    }
    long notRun = count(Verdict.NOT_RUN);
    return notRun > 0 && verdict() != Verdict.NOT_RUN ? notRun + " NOT RUN" : "";
  }

  public long count(Verdict verdict) {
    return checks.stream().filter(c -> c.verdict() == verdict).count();
  }

  public List<CheckResult> with(Verdict verdict) {
    return checks.stream().filter(c -> c.verdict() == verdict).toList();
  }

  public double seconds() {
    return checks.stream()
        .filter(c -> !c.check().contains(" > "))
        .mapToDouble(CheckResult::seconds)
        .sum();
  }

  /** The number of test cases in the JUnit classes of this layer, and of other records one each. */
  public long size() {
    return checks.stream()
        .filter(c -> !c.check().contains(" > "))
        .mapToLong(c -> c.counts().getOrDefault("tests", 1L))
        .sum();
  }
}
