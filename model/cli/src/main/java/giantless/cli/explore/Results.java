package giantless.cli.explore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import giantless.explore.scenario.Outcome;
import giantless.explore.search.Exploration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The outcomes of a command as JSON. */
final class Results {
  private final ObjectMapper mapper = new ObjectMapper();
  private final ArrayNode outcomes = mapper.createArrayNode();

  void add(Outcome o, String carrier) {
    ObjectNode n = outcomes.addObject();
    n.put("scenario", o.scenario().name());
    n.put("class", o.scenario().type().getName());
    n.put("says", o.scenario().scenario().value());
    n.put("verdict", o.verdict().text());
    n.put("reason", o.reason());
    n.put("asDeclared", o.isAsDeclared());
    if (o.kind() != null) {
      n.put("kind", o.kind().text());
    }
    Exploration e = o.exploration();
    if (e != null) {
      n.put("strategy", e.strategy().name());
      n.put("bounds", e.strategy().bounds());
      n.put("end", e.end().toString());
      n.put("complete", e.isComplete());
      n.put("executions", e.executions());
      n.put("redundant", e.redundant());
      n.put("steps", e.steps());
      n.put("depth", e.depth());
      n.put("frontier", e.strategy().frontier());
      n.put("seconds", e.seconds());
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
  }

  void write(Path file) throws IOException {
    Path dir = file.toAbsolutePath().getParent();
    Files.createDirectories(dir);
    Files.writeString(file, outcomes.toPrettyString() + "\n");
  }
}
