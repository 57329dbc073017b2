package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.World;
import java.util.SplittableRandom;

/** At every step any of those that can go on, with equal chances; a deadline is as good as any. */
public final class RandomWalk implements Resumable {
  private final long seed;
  private SplittableRandom random;
  private long executions;

  /**
   * @param seed decides every execution, together with its number
   */
  public RandomWalk(long seed) {
    this.seed = seed;
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public String bounds() {
    return "sampled, seed " + seed;
  }

  @Override
  public boolean isExhaustive() {
    return false;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  @Override
  public boolean advance() {
    random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * executions++);
    return true;
  }

  @Override
  public int next(World world) {
    int options = Options.count(world);
    return Options.get(world, random.nextInt(options));
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return random.nextInt(alternatives);
  }

  @Override
  public String spec() {
    return "random:" + seed;
  }

  @Override
  public void save(StateWriter out) {
    out.line("random", seed, executions);
  }

  @Override
  public void restore(StateReader in) {
    if (in.line("random").number() != seed) {
      throw in.error("another seed than " + seed);
    }
    executions = in.number();
  }
}
