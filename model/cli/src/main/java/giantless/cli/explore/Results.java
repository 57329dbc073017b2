package giantless.cli.explore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import giantless.explore.jpf.JpfOutcome;
import giantless.explore.scenario.Joined;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioShard;
import giantless.explore.search.Exploration;
import giantless.explore.search.Totals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Outcomes as JSON. */
final class Results {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Results() {}

  /**
   * One outcome.
   *
   * @param good whether it is as it should be
   */
  static ObjectNode of(Outcome o, String carrier, boolean good) {
    ObjectNode n = MAPPER.createObjectNode();
    n.put("scenario", o.scenario().name());
    n.put("class", o.scenario().type().getName());
    n.put("says", o.scenario().scenario().value());
    n.put("verdict", o.verdict().text());
    n.put("reason", o.reason());
    n.put("asDeclared", o.isAsDeclared());
    n.put("good", good);
    if (o.kind() != null) {
      n.put("kind", o.kind().text());
    }
    Exploration e = o.exploration();
    if (e != null) {
      n.put("strategy", e.strategy().name());
      n.put("bounds", e.strategy().bounds());
      n.put("end", e.end().toString());
      n.put("complete", e.isComplete());
      counts(n, e.totals(), e.redundant());
      n.put("frontier", e.strategy().frontier());
    }
    n.put("threads", carrier);
    n.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
    if (o.trace() != null) {
      n.put("trace", o.trace().word());
      n.put("story", o.story());
      if (o.minimal() != null) {
        n.put("length", o.minimal().toString());
      }
    }
    return n;
  }

  private static void counts(ObjectNode n, Totals t, long redundant) {
    n.put("executions", t.executions());
    n.put("redundant", redundant);
    n.put("steps", t.steps());
    n.put("depth", t.depth());
    n.put("seconds", t.nanos() / 1e9);
  }

  /** Of a shard, which is no verdict about its scenario. */
  static ObjectNode of(ScenarioShard s, int parts, String carrier) {
    ObjectNode n = MAPPER.createObjectNode();
    n.put("scenario", s.scenario());
    n.put("shard", s.shard());
    n.put("parts", parts);
    n.put("finished", s.finished());
    n.put("failures", s.totals().failures());
    counts(n, s.totals(), s.redundant());
    n.put("threads", carrier);
    n.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
    return n;
  }

  /** Of all shards together. */
  static ObjectNode of(Joined j, String carrier, boolean good) {
    ObjectNode n = of(j.outcome(), carrier, good);
    n.put("complete", j.grade().isComplete());
    counts(n, j.grade().totals(), j.grade().redundant());
    ArrayNode problems = n.putArray("problems");
    j.problems().forEach(problems::add);
    return n;
  }

  /** What Java PathFinder says of a scenario. */
  static ObjectNode of(ScenarioClass s, JpfOutcome o) {
    ObjectNode n = MAPPER.createObjectNode();
    n.put("scenario", s.name());
    n.put("class", s.type().getName());
    n.put("says", s.scenario().value());
    n.put("engine", "jpf");
    n.put("verdict", o.verdict().text());
    n.put("reason", o.reason());
    if (o.kind() != null) {
      n.put("kind", o.kind().text());
      n.put("story", o.story());
    }
    n.put("states", o.numbers().states());
    n.put("ends", o.numbers().ends());
    n.put("searches", o.numbers().searches());
    n.put("depth", o.numbers().depth());
    n.put("seconds", o.numbers().seconds());
    n.put("processorSeconds", o.numbers().cpuSeconds());
    return n;
  }

  static ArrayNode list(ObjectNode... them) {
    ArrayNode all = MAPPER.createArrayNode();
    for (ObjectNode n : them) {
      all.add(n);
    }
    return all;
  }

  static void write(ArrayNode all, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, all.toPrettyString() + "\n");
  }
}
