package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.search.Budget;
import giantless.explore.search.Explorer;
import giantless.lock.explored.ThreadCarrier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code giantless explore}: scenarios on every schedule, or on some. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    description = {
      "Runs scenarios on every schedule that matters and says what was covered.",
      "Exit code 0 if all came out as they say of themselves (a broken twin fails with its kind, no"
          + " other one fails), 1 if not, 2 if one cannot be explored."
    })
public final class ExploreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ScenarioSource source = new ScenarioSource();

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME",
      description = "scenarios by name, by its beginning up to a dot, or with *; all if none")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "only list the scenarios and what they say")
  private boolean list;

  @Option(
      names = "--strategy",
      defaultValue = "dpor",
      paramLabel = "STRATEGY",
      description =
          "dpor (every schedule, once for each class), pct[:DEPTH], random, bounded[:PREEMPTIONS];"
              + " default ${DEFAULT-VALUE}")
  private String strategy;

  @Option(names = "--seed", defaultValue = "1", description = "of pct and random; default 1")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "BUDGET",
      description = "for each scenario: a time (30s, 5m) or a count (1e6); default: the scenario's")
  private String budget;

  @Option(names = "--json", paramLabel = "FILE", description = "also writes the results as JSON")
  private Path json;

  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "also writes the trace of each failure into this directory")
  private Path traces;

  @Override
  public Integer call() throws UserError, IOException {
    try {
      StrategyOption how = new StrategyOption(strategy, seed);
      Budget bound = budget();
      List<ScenarioClass> scenarios = source.find(names);
      return list ? list(scenarios) : explore(scenarios, how, bound);
    } catch (BadScenario e) {
      throw new UserError(e.getMessage());
    }
  }

  private Budget budget() throws UserError {
    try {
      return budget == null ? null : Budget.parse(budget);
    } catch (IllegalArgumentException e) {
      throw new UserError("--budget: " + e.getMessage());
    }
  }

  private int list(List<ScenarioClass> scenarios) {
    PrintWriter out = spec.commandLine().getOut();
    for (ScenarioClass s : scenarios) {
      out.println(s.name() + (s.isBroken() ? "  (broken)" : ""));
      out.println("    " + s.scenario().value());
    }
    out.flush();
    return 0;
  }

  private int explore(List<ScenarioClass> scenarios, StrategyOption how, Budget bound)
      throws UserError, IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Threads: " + ThreadCarrier.describeBest());
    if (how.isDrawn()) {
      out.println("Seed: " + seed);
    }
    Results results = new Results();
    int wrong = 0;
    try (Interrupt interrupt = new Interrupt();
        ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      interrupt.install();
      ProgressLine progress =
          new ProgressLine(spec.commandLine().getErr(), System.console() != null, interrupt);
      runner.progress(progress);
      for (ScenarioClass s : scenarios) {
        if (interrupt.isRequested()) {
          break;
        }
        progress.begin(s.name());
        Budget b = bound == null ? ScenarioRunner.budget(s) : bound;
        Outcome o;
        try {
          o = runner.run(s, how.strategy(s), b);
        } finally {
          progress.end();
        }
        results.add(o, runner.carrier());
        wrong += print(out, o) ? 0 : 1;
      }
      if (json != null) {
        results.write(json);
      }
      out.flush();
    }
    return wrong == 0 ? 0 : 1;
  }

  /** Whether it came out well. */
  private boolean print(PrintWriter out, Outcome o) throws IOException {
    boolean failed = o.verdict() == Outcome.Verdict.FAILED;
    boolean good = o.scenario().isBroken() ? o.isAsDeclared() : !failed;
    out.println(o);
    if (o.scenario().isBroken()) {
      out.println("  a broken twin; " + (good ? "that is how it must fail" : o.whyNotAsDeclared()));
    }
    if (failed) {
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
