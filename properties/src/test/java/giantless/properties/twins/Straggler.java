package giantless.properties.twins;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.util.SplittableRandom;

/**
 * A random schedule on which one thread, at one of its steps, is left behind until no other thread
 * can go on: for bugs whose window is a step wide while the others must do much. Seeds that follow
 * each other have every thread left behind at every step.
 */
final class Straggler implements Scheduler {
  /** As many as the scenes have. */
  private static final int THREADS = 4;

  private static final int STEPS = 48;

  private final SplittableRandom random;
  private final int straggler;
  private int stepsLeft;

  Straggler(long seed) {
    random = new SplittableRandom(seed);
    straggler = (int) (seed % THREADS);
    stepsLeft = (int) (seed / THREADS % STEPS);
  }

  @Override
  public int next(World world) {
    int seen = 0;
    int picked = straggler;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread t = world.live(i);
      if (t.id() >= THREADS) {
        throw new IllegalStateException(t + " would never be left behind");
      }
      boolean mayGo = world.isEnabled(t) && (t.id() != straggler || stepsLeft > 0);
      if (mayGo && random.nextInt(++seen) == 0) {
        picked = t.id();
      }
    }
    if (picked == straggler) {
      stepsLeft--;
    }
    return picked;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return random.nextInt(alternatives);
  }
}
