package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.ScenarioShard;
import giantless.explore.scenario.ScenarioShards;
import giantless.explore.search.Budget;
import giantless.explore.search.Explorer;
import giantless.explore.search.StateException;
import giantless.explore.search.Totals;
import giantless.explore.shard.Plan;
import giantless.explore.shard.Shard;
import giantless.explore.story.TraceFile;
import giantless.lock.explored.ThreadCarrier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** Plans the search of a scenario in parts, and explores a shard of it. */
final class ShardRun {
  private final ScenarioSource source;
  private final ShardOptions options;
  private final ProgressOption progress;
  private final PrintWriter out;
  private final PrintWriter err;

  ShardRun(CommandSpec spec, ScenarioSource source, ShardOptions options, ProgressOption progress) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
  }

  /** Writes a plan. */
  int plan(ScenarioClass scenario) throws UserError, IOException {
    int parts = options.parts();
    Path file = options.out(scenario.name() + ".plan");
    try (ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      Plan plan = new ScenarioShards(runner).plan(scenario, parts);
      plan.write(file);
      out.println(plan + "; plan in " + file);
      out.flush();
    }
    return 0;
  }

  /** Explores a shard from its beginning. */
  int begin(ScenarioClass scenario, Budget budget, Path json) throws UserError, IOException {
    int parts = options.parts();
    String name = options.shard().replace("/", "-of-");
    Path file = options.out(scenario.name() + "-" + name + ".shard");
    Plan plan = options.planFile() == null ? null : readPlan(options.planFile());
    return explore(scenario, plan, parts, options.shard(), null, budget, file, json);
  }

  /** Goes on with a shard. */
  int goOn(ScenarioShard earlier, Path from, Budget budget, Path json)
      throws UserError, IOException {
    ScenarioClass scenario = source.one(earlier.scenario());
    Path file = options.hasOut() ? options.out("") : from;
    return explore(scenario, earlier.plan(), 0, earlier.shard(), earlier, budget, file, json);
  }

  private static Plan readPlan(Path file) throws UserError, IOException {
    if (!Files.isReadable(file)) {
      throw new UserError("--plan-file: there is no file " + file);
    }
    try {
      return Plan.read(file);
    } catch (StateException e) {
      throw new UserError("--plan-file: " + e.getMessage());
    }
  }

  private int explore(
      ScenarioClass scenario,
      Plan given,
      int parts,
      String shard,
      ScenarioShard earlier,
      Budget budget,
      Path file,
      Path json)
      throws UserError, IOException {
    out.println("Threads: " + ThreadCarrier.describeBest());
    try (Interrupt interrupt = new Interrupt(err).install();
        ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      ScenarioShards shards = new ScenarioShards(runner);
      Plan plan = given == null ? shards.plan(scenario, parts) : given;
      Shard which = Shard.parse(plan, shard);
      ProgressLine line = progress.line(err, interrupt);
      runner.progress(line);
      line.begin(scenario.name() + " " + shard);
      ScenarioShard result;
      try {
        result = shards.explore(scenario, plan, which, earlier, budget);
      } finally {
        line.end();
      }
      result.write(file);
      out.println(words(scenario, result, which));
      if (json != null) {
        Results.write(Results.list(Results.of(result, which.parts(), runner.carrier())), json);
      }
      boolean failed = result.totals().failures() > 0;
      if (failed) {
        TraceFile trace =
            new TraceFile(
                result.scenario(), "", false, List.of(), result.totals().schedule(), List.of());
        out.println();
        out.println(runner.replay(scenario, trace).story().indent(2));
      } else if (result.finished() < which.parts()) {
        out.println("To go on: giantless explore " + source.option() + "--resume " + file);
      }
      out.println("Result in " + file + ", for giantless join");
      out.flush();
      boolean good = failed ? scenario.isBroken() : result.finished() == which.parts();
      return good ? 0 : 1;
    } catch (StateException e) {
      throw new UserError(e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new UserError("--shard: " + e.getMessage());
    }
  }

  private static String words(ScenarioClass scenario, ScenarioShard s, Shard which) {
    Totals t = s.totals();
    return String.format(
        Locale.ROOT,
        "%s: shard %s: %d of %d parts explored to their end, %,d executions of at most %d steps,"
            + " %s",
        scenario.name(),
        s.shard(),
        s.finished(),
        which.parts(),
        t.executions(),
        t.depth(),
        t.failures() == 0 ? "none failed" : "one failed");
  }
}
