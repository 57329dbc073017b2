package giantless.cli.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import giantless.cli.UserError;
import giantless.explore.jpf.Agreement;
import giantless.explore.jpf.JpfEngine;
import giantless.explore.jpf.JpfLimits;
import giantless.explore.jpf.JpfOutcome;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.Outcome.Verdict;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.search.Explorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Scenarios by Java PathFinder and, for comparison, by the explorer. */
final class OtherEngine {
  private static final String REPLAY = "giantless.jar replay ";

  private final EngineOption option;
  private final ScenarioSource source;
  private final PrintWriter out;
  private final PrintWriter err;
  private final ArrayNode results = Results.list();
  private boolean wrong;
  private boolean notRun;

  OtherEngine(EngineOption option, ScenarioSource source, CommandLine line) {
    this.option = option;
    this.source = source;
    this.out = line.getOut();
    this.err = line.getErr();
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
    List<ScenarioClass> left = new ArrayList<>(scenarios);
    try (Interrupt interrupt = new Interrupt(err, "").install();
        JpfEngine jpf = option.open(source);
        ScenarioRunner explorer = explorer(interrupt)) {
      while (!left.isEmpty() && !interrupt.isRequested()) {
        boolean told = both(left.get(0), explorer, jpf, limits);
        if (told || !interrupt.isRequested()) {
          left.remove(0);
        }
      }
      if (json != null) {
        Results.write(results, json);
      }
      if (!left.isEmpty()) {
        List<String> names = new ArrayList<>();
        left.forEach(s -> names.add(s.traceName()));
        out.println("Not run to the end: " + String.join(", ", names));
      }
      out.flush();
    }
    return wrong ? 1 : notRun ? 2 : 0;
  }

  /** Whether there is a verdict of Java PathFinder's. */
  private boolean both(ScenarioClass s, ScenarioRunner explorer, JpfEngine jpf, JpfLimits limits) {
    Outcome own = explorer == null ? null : explorer.run(s);
    if (own != null) {
      out.println("explorer: " + own);
      results.add(Results.of(own, explorer.carrier(), Tell.isGood(own)));
    }
    JpfOutcome other = jpf.run(s, limits);
    out.println("jpf: " + s.name() + ": " + other);
    out.println("  " + numbers(other));
    results.add(Results.of(s, other));
    judge(s, own, other);
    out.flush();
    return other.verdict() != Verdict.NOT_RUN;
  }

  private ScenarioRunner explorer(Interrupt interrupt) throws UserError {
    if (!option.isBoth()) {
      return null;
    }
    ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader());
    runner.progress(p -> !interrupt.isRequested());
    return runner;
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
    notRun |= other.verdict() == Verdict.NOT_RUN;
    wrong |= own != null && !Tell.isGood(own);
    String difference = own == null ? null : Agreement.difference(own, other);
    if (difference != null) {
      wrong = true;
      out.println(difference.indent(2));
      return;
    }
    if (own != null) {
      String skipped = Agreement.skipped(own, other);
      out.println(skipped == null ? "  the engines agree" : "  not compared: " + skipped);
    }
    String notAsDeclared = Agreement.notAsDeclared(s, other);
    if (notAsDeclared != null) {
      wrong = true;
      out.println("  " + notAsDeclared);
    } else if (other.verdict() == Verdict.FAILED) {
      out.println("  a broken twin; that is how it must fail");
    } else if (own == null && other.verdict() != Verdict.NOT_RUN && Agreement.notSeen(s) != null) {
      out.println("  a broken twin, but jpf cannot see a " + Agreement.notSeen(s).text());
    }
    if (own != null && !Tell.isGood(own)) {
      out.println("\n" + own.story().replace(REPLAY, REPLAY + source.option()).indent(2));
    }
    if (other.verdict() == Verdict.FAILED) {
      out.println("\n" + other.story().indent(2));
    }
  }
}
