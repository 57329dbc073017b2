package giantless.cli.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import giantless.cli.UserError;
import giantless.explore.jpf.Agreement;
import giantless.explore.jpf.JpfEngine;
import giantless.explore.jpf.JpfLimits;
import giantless.explore.jpf.JpfOutcome;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.search.Explorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Scenarios by Java PathFinder and, for comparison, by the explorer. */
final class OtherEngine {
  private final EngineOption option;
  private final ScenarioSource source;
  private final PrintWriter out;
  private final ArrayNode results = Results.list();
  private boolean wrong;
  private boolean notRun;

  OtherEngine(EngineOption option, ScenarioSource source, PrintWriter out) {
    this.option = option;
    this.source = source;
    this.out = out;
  }

  /**
   * Runs them.
   *
   * @param json the file for the results, or null
   * @return 0 if all came out as they say of themselves and the engines agree, 1 if not, 2 if one
   *     was not run
   */
  int run(List<ScenarioClass> scenarios, Path json) throws UserError, IOException {
    JpfLimits limits = option.limits();
    try (JpfEngine jpf = option.open(source);
        ScenarioRunner explorer = explorer()) {
      for (ScenarioClass s : scenarios) {
        Outcome own = explorer == null ? null : explorer.run(s);
        if (own != null) {
          out.println("explorer: " + own);
          results.add(Results.of(own, explorer.carrier(), own.isAsDeclared()));
        }
        JpfOutcome other = jpf.run(s, limits);
        out.println("jpf: " + s.name() + ": " + other);
        out.println("  " + numbers(other));
        results.add(Results.of(s, other));
        judge(s, own, other);
        out.flush();
      }
    }
    if (json != null) {
      Results.write(results, json);
    }
    return wrong ? 1 : notRun ? 2 : 0;
  }

  private ScenarioRunner explorer() throws UserError {
    return option.isBoth() ? new ScenarioRunner(new Explorer().races(true), source.loader()) : null;
  }

  private static String numbers(JpfOutcome o) {
    return String.format(
        Locale.ROOT,
        "%,d states, %,d ends of paths, %d searches, %.1f s of processor time",
        o.numbers().states(),
        o.numbers().ends(),
        o.numbers().searches(),
        o.numbers().cpuSeconds());
  }

  private void judge(ScenarioClass s, Outcome own, JpfOutcome other) {
    String difference = own == null ? null : Agreement.difference(own, other);
    String skipped = own == null ? null : Agreement.skipped(own, other);
    notRun |= other.verdict() == Verdict.NOT_RUN;
    if (difference != null) {
      wrong = true;
      out.println(difference.indent(2));
      return;
    }
    if (own != null) {
      out.println(skipped == null ? "  the engines agree" : "  not compared: " + skipped);
    }
    if (other.verdict() == Verdict.FAILED) {
      List<FailureKind> declared = Arrays.asList(s.scenario().fails());
      boolean asDeclared = declared.contains(other.kind());
      wrong |= !asDeclared;
      out.println(asDeclared ? "  a broken twin; that is how it must fail" : "");
      out.println(other.story().indent(2));
    } else if (s.isBroken() && other.verdict() != Verdict.NOT_RUN && skipped == null) {
      wrong = true;
      out.println("  a broken twin, which must fail");
    }
  }
}
