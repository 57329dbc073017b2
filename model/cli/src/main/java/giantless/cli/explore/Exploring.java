package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.Outcome;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.Unfinished;
import giantless.explore.search.Budget;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.StateException;
import giantless.lock.explored.ThreadCarrier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Explores scenarios one after another, and keeps what is left of them. */
final class Exploring {
  private final ScenarioSource source;
  private final ResumeOptions options;
  private final ProgressOption progress;
  private final Tell tell;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * @param tell says how each came out
   */
  Exploring(
      CommandSpec spec,
      ScenarioSource source,
      ResumeOptions options,
      ProgressOption progress,
      Tell tell) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.tell = tell;
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
  }

  /**
   * Explores.
   *
   * @param todo what is to be done, and has been; its scenarios are those of the list
   * @param given the budget that the command line gives; null if none
   * @param json where the results go; or null
   * @return the exit code
   */
  int run(Resume todo, List<ScenarioClass> scenarios, Budget given, Path json)
      throws UserError, IOException {
    StrategyOption how = new StrategyOption(todo.strategy(), todo.seed());
    out.println("Threads: " + ThreadCarrier.describeBest());
    if (how.isDrawn()) {
      out.println("Seed: " + todo.seed());
    }
    try (Interrupt interrupt = new Interrupt(err).install();
        ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      ProgressLine line = progress.line(err, interrupt);
      runner.progress(line);
      runner.keeper(
          u -> {
            todo.keep(u);
            write(todo, options.kept());
          });
      for (ScenarioClass s : scenarios) {
        if (interrupt.isRequested()) {
          break;
        }
        line.begin(s.name());
        Outcome o;
        try {
          o = one(runner, s, todo, how, given);
        } finally {
          line.end();
        }
        boolean good = tell.of(o);
        todo.result(Results.of(o, runner.carrier(), good), good);
        if (isDone(o)) {
          todo.done(s.traceName());
        }
      }
      if (json != null) {
        Results.write(todo.results(), json);
      }
      leave(todo, interrupt);
      out.flush();
    }
    return todo.wrong() == 0 ? 0 : 1;
  }

  /** Whether nothing of it is left for later. */
  private boolean isDone(Outcome o) {
    Exploration.End end = o.exploration().end();
    return end == Exploration.End.EXHAUSTED
        || end == Exploration.End.FAILURE
        || (end == Exploration.End.BUDGET && options.kept() == null);
  }

  private static Outcome one(
      ScenarioRunner runner, ScenarioClass s, Resume todo, StrategyOption how, Budget given)
      throws UserError {
    Budget whole = todo.budget() == null ? ScenarioRunner.budget(s) : Budget.parse(todo.budget());
    Unfinished from = todo.from(s.traceName());
    if (from == null) {
      return runner.run(s, how.strategy(s), given == null ? whole : given);
    }
    // A budget that was spent is given once more.
    Budget rest = whole.after(from.totals());
    try {
      return runner.goOn(s, from, given != null ? given : rest != null ? rest : whole);
    } catch (StateException e) {
      throw new UserError("--resume: " + e.getMessage());
    }
  }

  private void leave(Resume todo, Interrupt interrupt) throws IOException {
    Path file = interrupt.isRequested() ? options.atInterrupt() : options.kept();
    if (file == null || todo.isDone()) {
      return;
    }
    write(todo, file);
    out.println(
        "Left: "
            + String.join(", ", todo.left())
            + "; to go on: giantless explore "
            + source.option()
            + "--resume "
            + file);
  }

  private static void write(Resume todo, Path file) {
    if (file != null) {
      try {
        todo.write(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot keep the search in " + file, e);
      }
    }
  }
}
