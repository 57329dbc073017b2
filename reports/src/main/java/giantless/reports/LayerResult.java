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

  /** Whether none of its checks ran. */
  public boolean idle() {
    return !missing() && count(Verdict.NOT_RUN) == checks.size();
  }

  /**
   * The verdict of the layer: FAILED when a check failed, the layer is missing, or nothing of a
   * layer ran that must run; NOT RUN when no check ran; and PROVED-WITHIN-BOUNDS only when all its
   * checks say so.
   */
  public Verdict verdict() {
    if (missing() || count(Verdict.FAILED) > 0 || (idle() && !spec.mayNotRun())) {
      return Verdict.FAILED;
    }
    if (idle()) {
      return Verdict.NOT_RUN;
    }
    return count(Verdict.PROVED_WITHIN_BOUNDS) == checks.size()
        ? Verdict.PROVED_WITHIN_BOUNDS
        : Verdict.PASSED_SAMPLED;
  }

  /** The verdict's words, or MISSING. */
  public String words() {
    return missing() ? "MISSING" : verdict().text();
  }

  /** The page's class for these words: what passed only in part is not shown as what passed. */
  public String look() {
    return Report.look(verdict(), count(Verdict.NOT_RUN));
  }

  public String reason() {
    if (missing()) {
      return "expected, but it left no result in this build";
    }
    if (idle() && !spec.mayNotRun()) {
      return "none of its checks ran, and this layer must run";
    }
    long notRun = count(Verdict.NOT_RUN);
    return notRun > 0 && verdict() != Verdict.NOT_RUN ? notRun + " of its checks NOT RUN" : "";
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
