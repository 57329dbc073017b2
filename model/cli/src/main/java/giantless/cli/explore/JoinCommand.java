package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.Joined;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioRunner;
import giantless.explore.scenario.ScenarioShard;
import giantless.explore.scenario.ScenarioShards;
import giantless.explore.search.Explorer;
import giantless.explore.search.StateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** {@code giantless join}: the results of all shards of a search as one. */
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    description = {
      "Joins what the shards of a scenario's search found. Demands every part, once and explored to"
          + " its end.",
      "Exit code 0 if the scenario came out as it says of itself, 1 if it failed or parts are lost,"
          + " doubled, foreign or unfinished, 2 if a file is no shard, not whole, or of other"
          + " classes."
    })
public final class JoinCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ScenarioSource source = new ScenarioSource();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "what explore --shard wrote, of all shards")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "also writes the result as JSON")
  private Path json;

  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = "also writes the trace of a failure into this directory")
  private Path traces;

  @Override
  public Integer call() throws UserError, IOException {
    List<ScenarioShard> shards = new ArrayList<>();
    for (Path f : files) {
      shards.add(read(f));
    }
    PrintWriter out = spec.commandLine().getOut();
    try (ScenarioRunner runner = new ScenarioRunner(new Explorer().races(true), source.loader())) {
      ScenarioClass scenario = source.one(ScenarioShards.planOf(shards).program());
      Joined j = new ScenarioShards(runner).join(scenario, shards);
      boolean good = new Tell(out, source, traces).of(j.outcome());
      if (j.outcome().trace() == null) {
        j.problems().forEach(p -> out.println("  " + p));
      }
      if (json != null) {
        Results.write(Results.list(Results.of(j, runner.carrier(), good)), json);
      }
      out.flush();
      return good ? 0 : 1;
    } catch (BadScenario | StateException e) {
      throw new UserError(e.getMessage());
    }
  }

  private static ScenarioShard read(Path file) throws UserError, IOException {
    if (!Files.isReadable(file)) {
      throw new UserError("there is no file " + file);
    }
    try {
      return ScenarioShard.read(file);
    } catch (StateException e) {
      throw new UserError(e.getMessage());
    }
  }
}
