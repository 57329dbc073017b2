package giantless.explore.scenario;

import giantless.explore.search.Explorer;
import giantless.explore.story.TraceFile;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs one execution of a scenario again, with everything noted that a story needs. */
final class Replay {

  /** A schedule that is followed, after which the scenario is asked who sleeps in vain. */
  private static final class Follow implements Scheduler {
    private final Scheduler schedule;
    private final ScenarioProgram program;
    private String inVain;

    Follow(int[] schedule, ScenarioProgram program) {
      this.schedule = new ReplayScheduler(schedule, true);
      this.program = program;
    }

    @Override
    public boolean timeIsChoice() {
      return true;
    }

    @Override
    public void begin(World world) {
      schedule.begin(world);
    }

    @Override
    public int next(World world) {
      return schedule.next(world);
    }

    @Override
    public int choose(World world, ExploredThread thread, int alternatives, String what) {
      return schedule.choose(world, thread, alternatives, what);
    }

    @Override
    public void end(World world) {
      inVain = program.sleepsInVain(world);
    }
  }

  private final Result result;
  private final String inVain;

  private Replay(Result result, String inVain) {
    this.result = result;
    this.inVain = inVain;
  }

  /** With source lines and stacks. */
  static Replay of(
      Explorer explorer, ScenarioClass scenario, List<Checker> checkers, TraceFile trace) {
    Witness witness = Witness.builder().warnOfOrder(v -> {}).build();
    ScenarioProgram program = program(scenario, checkers, trace, witness);
    for (int[] before : trace.taught()) {
      explorer.replay(program, new ReplayScheduler(before, true), false);
    }
    if (trace.isOrder()) {
      witness.setMode(Witness.Mode.PANIC);
    }
    Follow follow = new Follow(trace.schedule(), program);
    return new Replay(explorer.replay(program, follow, true), follow.inVain);
  }

  /** With the actors of the trace. */
  private static ScenarioProgram program(
      ScenarioClass scenario, List<Checker> checkers, TraceFile trace, Witness witness) {
    ScenarioProgram program = new ScenarioProgram(scenario, checkers, () -> witness);
    BitSet actors = trace.actors();
    if (actors == null) {
      return program;
    }
    if (actors.length() > program.actors()) {
      throw new BadScenario(
          scenario.type().getName()
              + " has "
              + program.actors()
              + " actors, and the trace is of one with a number "
              + (actors.length() - 1));
    }
    return program.with(actors);
  }

  /** Without source lines, for comparing. */
  static Result plain(
      Explorer explorer, ScenarioClass scenario, List<Checker> checkers, int[] schedule) {
    ScenarioProgram program = program(scenario, checkers);
    return explorer.replay(program, new ReplayScheduler(schedule, true), false);
  }

  /**
   * As {@link #plain}, and looks for monitors that are not explored, in set-up and in the checks at
   * the end too.
   *
   * @throws BadScenario if one is held across a step
   */
  static Result watched(
      Explorer explorer, ScenarioClass scenario, List<Checker> checkers, int[] schedule) {
    ScenarioProgram program = program(scenario, checkers);
    List<ForeignMonitors> all = new ArrayList<>();
    UnaryOperator<Scheduler> watched =
        s -> {
          ForeignMonitors watch = new ForeignMonitors(s, scenario.type());
          all.add(watch);
          return watch;
        };
    program.settledBy(watched);
    Scheduler run = watched.apply(new ReplayScheduler(schedule, true));
    Result result = explorer.replay(program, run, false);
    all.forEach(ForeignMonitors::demandNone);
    return result;
  }

  /** Under a Witness of its own, which does not mind the order. */
  static ScenarioProgram program(ScenarioClass scenario, List<Checker> checkers) {
    Witness witness = Witness.builder().warnOfOrder(v -> {}).sites(Sites.NONE).build();
    return new ScenarioProgram(scenario, checkers, () -> witness);
  }

  Result result() {
    return result;
  }

  /** Who sleeps although what it waits for is true, in words; null if nobody. */
  String inVain() {
    return inVain;
  }
}
