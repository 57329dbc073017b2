package giantless.reports;

import giantless.records.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Everything that the pages show: the layers in their order, and the results that belong to none.
 *
 * @param layers a result for each expected layer
 * @param strays results of unknown layers and files that could not be read; each makes the report
 *     red
 * @param started when the build began
 * @param wall how long it took until the report
 */
public record Report(
    List<LayerResult> layers, List<CheckResult> strays, Instant started, Duration wall) {

  /** Sorts the results to their layers. */
  public static Report of(
      List<LayerSpec> expected, List<CheckResult> results, Instant started, Duration wall) {
    List<LayerResult> layers = new ArrayList<>();
    List<CheckResult> strays = new ArrayList<>(results);
    for (LayerSpec spec : expected) {
      List<CheckResult> own = new ArrayList<>();
      for (CheckResult r : results) {
        if (r.layer().equals(spec.id())) {
          own.add(r);
        }
      }
      strays.removeAll(own);
      own.sort(Comparator.comparing(Report::rank).thenComparing(CheckResult::check));
      layers.add(new LayerResult(spec, own));
    }
    return new Report(layers, strays, started, wall);
  }

  private static int rank(CheckResult r) {
    return switch (r.verdict()) {
      case FAILED -> 0;
      case NOT_RUN -> 1;
      case PASSED_SAMPLED -> 2;
      case PROVED_WITHIN_BOUNDS -> 3;
    };
  }

  /** Whether the gate fails: something failed, is missing, or cannot be read. */
  public boolean red() {
    return !strays.isEmpty() || layers.stream().anyMatch(l -> l.verdict() == Verdict.FAILED);
  }

  /** The overall verdict: the weakest of the layers. */
  public Verdict verdict() {
    if (red()) {
      return Verdict.FAILED;
    }
    if (layers.stream().allMatch(l -> l.verdict() == Verdict.NOT_RUN)) {
      return Verdict.NOT_RUN;
    }
    return layers.stream().anyMatch(l -> l.verdict() == Verdict.PASSED_SAMPLED)
        ? Verdict.PASSED_SAMPLED
        : Verdict.PROVED_WITHIN_BOUNDS;
  }

  /** The sentence under the verdict: what failed and what did not run. */
  public String sentence() {
    List<String> parts = new ArrayList<>();
    String failed =
        layers.stream()
            .filter(l -> l.verdict() == Verdict.FAILED)
            .map(l -> l.spec().title() + " " + l.words())
            .collect(Collectors.joining(", "));
    if (!failed.isEmpty()) {
      parts.add(failed);
    }
    if (!strays.isEmpty()) {
      parts.add(strays.size() + " results that belong to no layer");
    }
    long notRun = notRun().size();
    parts.add(notRun == 0 ? "nothing was left out" : notRun + " checks NOT RUN");
    return String.join("; ", parts) + ".";
  }

  /** All checks that did not run, with their reasons. */
  public List<CheckResult> notRun() {
    return layers.stream().flatMap(l -> l.with(Verdict.NOT_RUN).stream()).toList();
  }

  /** All that is wrong. */
  public List<CheckResult> failures() {
    List<CheckResult> all = new ArrayList<>(strays);
    for (LayerResult l : layers) {
      if (l.missing()) {
        all.add(CheckResult.problem(l.spec().id(), l.spec().title(), "MISSING: " + l.reason()));
      }
      all.addAll(l.with(Verdict.FAILED));
    }
    return all;
  }

  /** The JVMs that ran the checks. */
  public String jdks() {
    TreeSet<String> jdks = new TreeSet<>();
    layers.forEach(l -> l.checks().forEach(c -> jdks.add(c.jdk())));
    jdks.remove("");
    jdks.remove(" ");
    return jdks.isEmpty() ? "none" : String.join("; ", jdks);
  }

  /** Seconds as a person reads them. */
  public static String time(double seconds) {
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
  }

  /** A text for one cell of a Markdown table: no line ends, no bars, no tags. */
  public static String cell(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replaceAll("\\s+", " ");
  }
}
