package giantless.cli.explore;

import giantless.cli.UserError;
import giantless.explore.scenario.BadScenario;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioShard;
import giantless.explore.search.Budget;
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
          + " other one fails), 1 if not, 2 if one cannot be explored, 130 after Ctrl-C."
    })
public final class ExploreCommand implements Callable<Integer> {
  /** What a search that goes on has from its beginning. */
  private static final List<String> OF_THEN =
      List.of("--strategy", "--seed", "--list", "--shard", "--plan", "--plan-file");

  /** What another engine would not heed. */
  private static final List<String> OF_THE_EXPLORER =
      List.of(
          "--strategy",
          "--seed",
          "--budget",
          "--traces",
          "--save",
          "--shard",
          "--plan",
          "--plan-file");

  @Spec private CommandSpec spec;

  @Mixin private ScenarioSource source = new ScenarioSource();

  @Mixin private EngineOption engine = new EngineOption();

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

  @Mixin private ResumeOptions resume = new ResumeOptions();

  @Mixin private ShardOptions shards = new ShardOptions();

  @Mixin private ProgressOption progress = new ProgressOption();

  @Override
  public Integer call() throws UserError, IOException {
    try {
      Budget bound = budget();
      shards.check();
      if (resume.isResumed()) {
        return goOn(bound);
      }
      new StrategyOption(strategy, seed);
      List<ScenarioClass> scenarios = source.find(names);
      if (list) {
        return list(scenarios);
      }
      if (!engine.isOwn()) {
        mustNotHave(OF_THE_EXPLORER, "--engine jpf or both");
        return new OtherEngine(engine, source, spec.commandLine()).run(scenarios, json);
      }
      if (shards.isPlan() || shards.isShard()) {
        return inParts(scenarios, bound);
      }
      List<String> all = new ArrayList<>();
      scenarios.forEach(s -> all.add(s.traceName()));
      return exploring().run(new Resume(strategy, seed, budget, all), scenarios, bound, json);
    } catch (BadScenario e) {
      throw new UserError(e.getMessage());
    }
  }

  private void mustNotHave(List<String> options, String with) throws UserError {
    for (String option : options) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new UserError(option + " does not go with " + with);
      }
    }
  }

  private Exploring exploring() {
    Tell tell = new Tell(spec.commandLine().getOut(), source, traces);
    return new Exploring(spec, source, resume, progress, tell);
  }

  private int goOn(Budget bound) throws UserError, IOException {
    mustNotHave(OF_THEN, "--resume");
    if (!names.isEmpty()) {
      throw new UserError("--resume has its own names");
    }
    if (resume.isShard()) {
      Budget b = bound == null ? Budget.unlimited() : bound;
      ScenarioShard shard = resume.readShard();
      return new ShardRun(spec, source, shards, progress).goOn(shard, resume.file(), b, json);
    }
    Resume then = resume.read();
    List<ScenarioClass> scenarios = new ArrayList<>();
    for (String name : then.left()) {
      scenarios.add(source.one(name));
    }
    return exploring().run(then, scenarios, bound, json);
  }

  private int inParts(List<ScenarioClass> scenarios, Budget bound) throws UserError, IOException {
    if (scenarios.size() != 1) {
      throw new UserError(
          "--plan and --shard are for one scenario, and the names are those of "
              + scenarios.size());
    }
    if (!strategy.equals("dpor")) {
      throw new UserError("--plan and --shard go with --strategy dpor");
    }
    ShardRun run = new ShardRun(spec, source, shards, progress);
    return shards.isPlan()
        ? run.plan(scenarios.get(0))
        : run.begin(scenarios.get(0), bound == null ? Budget.unlimited() : bound, json);
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
}
