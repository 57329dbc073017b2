package giantless.reports;

import giantless.records.Verdict;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of one check as the pages show it; its fields are those of {@code
 * reports/schema/result.schema.json}.
 */
public record CheckResult(
    String layer,
    String check,
    Verdict verdict,
    String reason,
    Map<String, Long> counts,
    Map<String, Double> measures,
    double seconds,
    String jdk,
    String seed,
    String replay,
    String details) {

  /** A finding of the report itself, about results that are missing or cannot be used. */
  public static CheckResult problem(String layer, String check, String reason) {
    return new CheckResult(
        layer, check, Verdict.FAILED, reason, Map.of(), Map.of(), 0, "", "", "", "");
  }

  /** Counts and measures in one line: {@code sent 10000, us/ping 12.5}. */
  public String numbers() {
    String whole =
        counts.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
    String measured =
        measures.entrySet().stream()
            .map(e -> e.getKey() + " " + number(e.getValue()))
            .collect(Collectors.joining(", "));
    return whole.isEmpty() || measured.isEmpty() ? whole + measured : whole + ", " + measured;
  }

  private static String number(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
