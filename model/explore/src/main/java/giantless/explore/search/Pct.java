package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.World;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Probabilistic concurrency testing, after Burckhardt, Kothari, Musuvathi and Nagarakatte, "A
 * Randomized Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010: threads have
 * random priorities, the best that can go on does, and at {@code depth - 1} random steps the thread
 * that is about to go gets a priority below all. A bug of that depth, in a program of n threads and
 * k steps, is found by one execution with a chance of at least 1 / (n k^(depth - 1)). The steps k
 * are those of the longest execution so far. Deadlines come when nothing else can.
 */
public final class Pct implements Resumable {
  private final long seed;
  private final int depth;
  private SplittableRandom random;
  private long executions;
  private long longest = 16;
  private long[] changes;
  private long[] priority = new long[16];
  private long step;

  /**
   * @param depth at least 1
   * @param seed decides every execution, together with those before it
   */
  public Pct(int depth, long seed) {
    if (depth < 1) {
      throw new IllegalArgumentException("depth " + depth);
    }
    this.depth = depth;
    this.seed = seed;
  }

  @Override
  public String name() {
    return "pct";
  }

  @Override
  public String bounds() {
    return "sampled, depth " + depth + ", seed " + seed;
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
    longest = Math.max(longest, step);
    random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * executions++);
    changes = random.longs(depth - 1, 1, longest + 1).toArray();
    Arrays.fill(priority, 0);
    step = 0;
    return true;
  }

  @Override
  public int next(World world) {
    step++;
    ExploredThread best = best(world);
    if (best == null) {
      return Options.get(world, 0);
    }
    for (int i = 0; i < changes.length; i++) {
      if (changes[i] == step) {
        priority[best.id()] = -1L - i;
        best = best(world);
      }
    }
    return best.id();
  }

  private ExploredThread best(World world) {
    ExploredThread best = null;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      if (world.isEnabled(td) && (best == null || priority(td) > priority(best))) {
        best = td;
      }
    }
    return best;
  }

  private long priority(ExploredThread td) {
    int id = td.id();
    if (id >= priority.length) {
      priority = Arrays.copyOf(priority, id * 2);
    }
    if (priority[id] == 0) {
      priority[id] = 1 + random.nextLong(Long.MAX_VALUE - 1);
    }
    return priority[id];
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return random.nextInt(alternatives);
  }

  @Override
  public String spec() {
    return "pct:" + depth + ":" + seed;
  }

  @Override
  public void save(StateWriter out) {
    out.line("pct", depth, seed, executions, Math.max(longest, step));
  }

  @Override
  public void restore(StateReader in) {
    if (in.line("pct").integer() != depth || in.number() != seed) {
      throw in.error("another depth than " + depth + " or another seed than " + seed);
    }
    executions = in.number();
    longest = in.number();
  }
}
