package giantless.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code giantless netstat}: the counters of the host that ran last, as netstat(1) -s and -m. */
@Command(
    name = "netstat",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the host that `giantless tap` ran last: per-protocol counters, mbufs, interfaces and"
          + " lock statistics.",
      "Counters that are 0 are left out unless --all is given."
    })
final class NetstatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "the file that tap wrote (tap --stats); default: the last run of this user")
  private Path file = LastRun.defaultFile();

  @Option(names = "--all", description = "show counters that are 0 too")
  private boolean all;

  @Option(names = "--json", description = "print the file itself")
  private boolean json;

  @Override
  public Integer call() throws UserError {
    JsonNode run = LastRun.read(file);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(run.toPrettyString());
    } else {
      print(run, out);
    }
    out.flush();
    return 0;
  }

  private void print(JsonNode run, PrintWriter out) {
    out.println("host " + run.path("host").path("name").asText());
    run.path("host")
        .fields()
        .forEachRemaining(e -> out.println("  " + e.getKey() + " " + e.getValue().asText()));
    groups("", run.path("protocols"), out);
    groups("interface ", run.path("interfaces"), out);
    out.println("mbufs");
    out.printf("  %12d mbufs in use%n", run.path("mbufs").path("mbufs in use").asLong());
    counters(without(run.path("mbufs"), "mbufs in use"), out);
    locks(run.path("locks").path("classes"), out);
  }

  /** The lock profile, in the order of the file: who was waited for longest comes first. */
  private static void locks(JsonNode classes, PrintWriter out) {
    out.println("locks");
    out.printf(
        "  %-24s %12s %10s %14s %14s%n", "class", "acquired", "contended", "wait ns", "hold ns");
    for (JsonNode row : classes) {
      out.printf(
          "  %-24s %12d %10d %14d %14d%n",
          row.path("lock").asText(),
          row.required("acquisitions").asLong(),
          row.required("contended").asLong(),
          row.required("waitTotalNanos").asLong(),
          row.required("holdTotalNanos").asLong());
    }
  }

  private static JsonNode without(JsonNode group, String name) {
    ObjectNode rest = group.isObject() ? group.deepCopy() : LastRun.create();
    rest.remove(name);
    return rest;
  }

  private void groups(String prefix, JsonNode parent, PrintWriter out) {
    Iterator<Map.Entry<String, JsonNode>> it = parent.fields();
    while (it.hasNext()) {
      Map.Entry<String, JsonNode> e = it.next();
      out.println(prefix + e.getKey());
      counters(e.getValue(), out);
    }
  }

  private void counters(JsonNode group, PrintWriter out) {
    Iterator<Map.Entry<String, JsonNode>> it = group.fields();
    while (it.hasNext()) {
      Map.Entry<String, JsonNode> e = it.next();
      if (all || e.getValue().asLong() != 0) {
        out.printf("  %12d %s%n", e.getValue().asLong(), e.getKey());
      }
    }
  }
}
