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
 * @param made of which tree, and on which machine
 */
public record Report(
    List<LayerResult> layers,
    List<CheckResult> strays,
    Instant started,
    Duration wall,
    Provenance made) {
  /** The count in a record of a benchmark that says how many of its goals were missed. */
  static final String GOALS_MISSED = "goals missed";

  /** Sorts the results to their layers. */
  public static Report of(
      List<LayerSpec> expected,
      List<CheckResult> results,
      Instant started,
      Duration wall,
      Provenance made) {
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
    return new Report(layers, strays, started, wall, made);
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
    return layers.stream().allMatch(l -> l.verdict() == Verdict.PROVED_WITHIN_BOUNDS)
        ? Verdict.PROVED_WITHIN_BOUNDS
        : Verdict.PASSED_SAMPLED;
  }

  /** The verdict, and in the same breath what it does not cover. */
  public String headline() {
    int notRun = notRun().size();
    String words = verdict().text();
    return notRun > 0 && verdict() != Verdict.NOT_RUN ? words + ", " + notRun + " NOT RUN" : words;
  }

  /** The page's class for the headline. */
  public String look() {
    return look(verdict(), notRun().size());
  }

  /** A pass with a gap has a look of its own. */
  static String look(Verdict verdict, long notRun) {
    boolean passed = verdict == Verdict.PASSED_SAMPLED || verdict == Verdict.PROVED_WITHIN_BOUNDS;
    return passed && notRun > 0 ? "PARTLY_RUN" : verdict.name();
  }

  /** The benchmarks that fell short of a goal; a figure fails nothing, but it is said. */
  public List<CheckResult> goalsMissed() {
    return layers.stream()
        .flatMap(l -> l.checks().stream())
        .filter(c -> c.counts().getOrDefault(GOALS_MISSED, 0L) > 0)
        .toList();
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
    parts.add(
        notRun == 0
            ? "nothing was left out"
            : notRun + (notRun == 1 ? " check" : " checks") + " NOT RUN");
    int missed = goalsMissed().size();
    if (missed > 0) {
      parts.add(missed + (missed == 1 ? " benchmark" : " benchmarks") + " below a goal");
    }
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
      } else if (l.idle() && l.verdict() == Verdict.FAILED) {
        all.add(CheckResult.problem(l.spec().id(), l.spec().title(), "NOT RUN: " + l.reason()));
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
