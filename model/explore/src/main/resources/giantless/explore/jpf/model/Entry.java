package giantless.explore.jpf.model;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.ScenarioClass;
import giantless.explore.scenario.ScenarioProgram;
import giantless.lock.explored.World;
import giantless.lock.jpf.JpfWatch;
import java.util.ArrayList;
import java.util.List;

/** The program that Java PathFinder checks: one execution of a scenario. */
public final class Entry {
  private static final long SEED = 1;

  private Entry() {}

  /**
   * @param args the class of the scenario, how many deadlines may come early, and the classes of
   *     the shared checkers
   */
  public static void main(String[] args) throws Exception {
    List<Checker> checkers = new ArrayList<>();
    for (int i = 2; i < args.length; i++) {
      checkers.add((Checker) Class.forName(args[i]).getDeclaredConstructor().newInstance());
    }
    World world = new World(Integer.parseInt(args[1]), SEED);
    try {
      ScenarioClass type = ScenarioClass.of(Class.forName(args[0]));
      ScenarioProgram program = new ScenarioProgram(type, checkers, JpfWatch::new);
      world.run(program.begin(world));
      program.end(world);
    } catch (Throwable e) {
      world.fail(e);
    }
    world.finish();
  }
}
