package giantless.cli.explore;

import giantless.explore.scenario.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Says how a scenario came out. */
final class Tell {
  private final PrintWriter out;
  private final ScenarioSource source;
  private final Path traces;

  /**
   * @param traces a directory for the traces of failures; or null
   */
  Tell(PrintWriter out, ScenarioSource source, Path traces) {
    this.out = out;
    this.source = source;
    this.traces = traces;
  }

  /** Whether it is as it should be: a broken twin fails with its kind, no other one fails. */
  static boolean isGood(Outcome o) {
    return o.scenario().isBroken()
        ? o.isAsDeclared()
        : o.verdict() != Outcome.Verdict.FAILED && o.verdict() != Outcome.Verdict.NOT_RUN;
  }

  /** Prints it, and answers whether it is as it should be. */
  boolean of(Outcome o) throws IOException {
    boolean good = isGood(o);
    out.println(o);
    if (o.scenario().isBroken()) {
      out.println("  a broken twin; " + (good ? "that is how it must fail" : o.whyNotAsDeclared()));
    }
    if (o.trace() != null) {
      String from = "giantless.jar replay ";
      out.println();
      out.println(o.story().replace(from, from + source.option()).indent(2));
      if (o.minimal() != null) {
        out.println("  length: " + o.minimal());
      }
      if (traces != null) {
        Path file = traces.resolve(o.scenario().name() + ".trace");
        o.trace().write(file);
        out.println("  trace in " + file);
      }
    }
    out.flush();
    return good;
  }
}
