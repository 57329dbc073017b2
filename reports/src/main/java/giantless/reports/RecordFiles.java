package giantless.reports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import giantless.records.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the JSON records that the layers left. A file that is no record is a failure, never
 * skipped.
 */
final class RecordFiles {
  private static final Set<String> FIELDS =
      Set.of(
          "layer",
          "check",
          "verdict",
          "reason",
          "counts",
          "measures",
          "seconds",
          "jdk",
          "seed",
          "replay",
          "details");

  private final ObjectMapper json = new ObjectMapper();

  /** All records of the directory that were written at or after the given moment. */
  List<CheckResult> read(Path directory, Instant since) throws IOException {
    List<CheckResult> results = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return results;
    }
    List<Path> files;
    try (var list = Files.list(directory)) {
      files = list.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
        continue;
      }
      try {
        results.add(parse(json.readTree(file.toFile())));
      } catch (IOException | IllegalArgumentException e) {
        results.add(
            CheckResult.problem(
                "", file.getFileName().toString(), "is no result record: " + e.getMessage()));
      }
    }
    return results;
  }

  private static CheckResult parse(JsonNode node) {
    Set<String> missing = new TreeSet<>(FIELDS);
    node.fieldNames().forEachRemaining(missing::remove);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("fields are missing: " + missing);
    }
    Set<String> extra = new TreeSet<>();
    node.fieldNames().forEachRemaining(extra::add);
    extra.removeAll(FIELDS);
    if (!extra.isEmpty()) {
      throw new IllegalArgumentException("fields are unknown: " + extra);
    }
    Verdict verdict = Verdict.of(text(node, "verdict"));
    String reason = text(node, "reason");
    boolean needsReason = verdict == Verdict.FAILED || verdict == Verdict.NOT_RUN;
    if (needsReason && reason.isBlank()) {
      throw new IllegalArgumentException(verdict.text() + " without a reason");
    }
    return new CheckResult(
        text(node, "layer"),
        text(node, "check"),
        verdict,
        reason,
        counts(node.get("counts")),
        measures(node.get("measures")),
        number(node.get("seconds"), "seconds"),
        text(node, "jdk"),
        text(node, "seed"),
        text(node, "replay"),
        text(node, "details"));
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + " is no text");
    }
    return value.textValue();
  }

  private static double number(JsonNode value, String field) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException(field + " is no number");
    }
    return value.doubleValue();
  }

  private static Map<String, Long> counts(JsonNode node) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      if (!e.getValue().isIntegralNumber()) {
        throw new IllegalArgumentException("the count " + e.getKey() + " is no whole number");
      }
      counts.put(e.getKey(), e.getValue().longValue());
    }
    return counts;
  }

  private static Map<String, Double> measures(JsonNode node) {
    Map<String, Double> measures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : node.properties()) {
      measures.put(e.getKey(), number(e.getValue(), "the measure " + e.getKey()));
    }
    return measures;
  }
}
