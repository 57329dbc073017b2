package giantless.cli;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.witness.LockOrderEdge;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.OrderComparison;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code giantless witness}: the lock classes, the declared order, and what a run has learnt. */
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    description = {
      "Shows every lock class with its kind, what it protects and what goes before it, and compares"
          + " the declared order with the one that the last run learnt.",
      "Exit code 1 if the run learnt an order that is not declared."
    })
final class WitnessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** One format at a time. */
  static final class Format {
    @Option(names = "--dot", description = "the graph for Graphviz: declared, learnt, difference")
    boolean dot;

    @Option(names = "--json", description = "classes, both orders and their difference as JSON")
    boolean json;
  }

  @ArgGroup private Format format = new Format();

  @Option(
      names = "--learnt",
      paramLabel = "FILE",
      description = "a run's file (tap --stats); default: the last run of this user, if any")
  private Path learntFile;

  @Override
  public Integer call() throws UserError {
    LockOrderGraph learnt = learnt();
    OrderComparison difference = OrderComparison.of(Locks.all(), learnt);
    PrintWriter out = spec.commandLine().getOut();
    if (format.dot) {
      out.println(difference.toDot());
    } else if (format.json) {
      out.println(LastRun.parse(difference.toJson()).toPrettyString());
    } else {
      print(out, learnt, difference);
    }
    out.flush();
    return difference.undeclared().isEmpty() ? 0 : 1;
  }

  private LockOrderGraph learnt() throws UserError {
    Path file = learntFile;
    if (file == null) {
      file = LastRun.defaultFile();
      if (!Files.exists(file)) {
        return LockOrderGraph.empty();
      }
    }
    return LockOrderGraph.fromJson(LastRun.read(file).path("order").toString());
  }

  private static void print(PrintWriter out, LockOrderGraph learnt, OrderComparison difference) {
    out.println("Lock classes, in the declared order:");
    for (LockClass c : Locks.all()) {
      out.printf(
          "  %-20s %-12s%s%s%n",
          c.name(),
          c.kind().label(),
          c.isRecursive() ? " recursive" : "",
          c.isDupOk() ? " dupok" : "");
      out.println("      protects " + c.protects());
      if (!c.after().isEmpty()) {
        StringJoiner before = new StringJoiner(", ");
        for (LockClass b : c.after()) {
          before.add(b.name());
        }
        out.println("      after    " + before);
      }
    }
    out.println();
    out.println("Learnt order (" + learnt.edges().size() + " pairs):");
    for (LockOrderEdge e : learnt.edges()) {
      out.println("  " + e.from() + " -> " + e.to());
    }
    out.println();
    out.println("Learnt but not declared (" + difference.undeclared().size() + "):");
    for (LockOrderEdge e : difference.undeclared()) {
      out.println("  " + e.from() + " -> " + e.to());
    }
    out.println("Declared but never seen: " + difference.declaredNeverSeen().size());
  }
}
