package giantless.cli.explore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import giantless.explore.scenario.Unfinished;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code giantless explore} has to do and what it has done: the scenarios that are left, those
 * of them that were begun, and the results of the others. In a file it is what {@code --resume}
 * goes on with.
 */
final class Resume {
  private static final int VERSION = 1;
  private static final String HEAD = "giantless-resume";

  private final String strategy;
  private final long seed;
  private final String budget;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * By scenario: how its search goes on, as sealed text, or the empty string if it has not begun.
   */
  private final Map<String, String> left = new LinkedHashMap<>();

  private final Map<String, JsonNode> results = new LinkedHashMap<>();
  private int wrong;

  /**
   * @param strategy as on the command line; so is {@code budget}, which may be null
   */
  Resume(String strategy, long seed, String budget, List<String> scenarios) {
    this.strategy = strategy;
    this.seed = seed;
    this.budget = budget == null ? "" : budget;
    scenarios.forEach(s -> left.put(s, ""));
  }

  static boolean isOne(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).startsWith(HEAD + " ");
  }

  /**
   * Reads a file of {@link #write}.
   *
   * @throws giantless.explore.search.StateException if it is no such file or is not whole
   */
  static Resume read(Path file) throws IOException {
    StateReader in = StateReader.of(file);
    if (in.line(HEAD).integer() != VERSION) {
      throw in.error("another version than " + VERSION);
    }
    in.line("options");
    Resume r = new Resume(in.text(), in.number(), in.text(), List.of());
    r.wrong = in.line("wrong").integer();
    try {
      for (JsonNode n : r.mapper.readTree(in.line("results").text())) {
        r.results.put(n.path("class").asText(), n);
      }
    } catch (JsonProcessingException e) {
      throw in.error("the results are no JSON");
    }
    while (in.isAt("scenario")) {
      r.left.put(in.line("scenario").text(), in.text());
    }
    in.line("end");
    return r;
  }

  /** Writes the file; one that is there already is replaced once the new one is whole. */
  void write(Path file) throws IOException {
    StateWriter out = new StateWriter();
    out.line(HEAD, VERSION);
    out.line("options", strategy, seed, budget);
    out.line("wrong", wrong);
    out.line("results", results());
    left.forEach((name, state) -> out.line("scenario", name, state));
    out.line("end");
    out.write(file);
  }

  String strategy() {
    return strategy;
  }

  long seed() {
    return seed;
  }

  /** Null if each scenario has its own. */
  String budget() {
    return budget.isEmpty() ? null : budget;
  }

  /** The scenarios that are left, as traces call them. */
  List<String> left() {
    return new ArrayList<>(left.keySet());
  }

  boolean isDone() {
    return left.isEmpty();
  }

  /** Where the scenario's search was put down; null if it has not begun. */
  Unfinished from(String scenario) {
    String state = left.get(scenario);
    return state == null || state.isEmpty()
        ? null
        : Unfinished.restore(new StateReader(scenario, state));
  }

  /** The scenario's search is so far now. */
  void keep(Unfinished search) {
    StateWriter out = new StateWriter();
    search.save(out);
    left.put(search.scenario(), out.sealed());
  }

  /** Nothing is left of the scenario. */
  void done(String scenario) {
    left.remove(scenario);
  }

  /** Takes a result, in place of an earlier one of the same scenario. */
  void result(JsonNode result, boolean good) {
    JsonNode before = results.put(result.path("class").asText(), result);
    wrong += good ? 0 : 1;
    if (before != null && !before.path("good").asBoolean(true)) {
      wrong--;
    }
  }

  /** How many of the results are not good. */
  int wrong() {
    return wrong;
  }

  ArrayNode results() {
    ArrayNode all = mapper.createArrayNode();
    results.values().forEach(all::add);
    return all;
  }
}
