package giantless.lock.explored;

/**
 * Picks evenly among all threads that can run, and among the alternatives of each choice. The seed
 * decides everything.
 */
public final class RandomScheduler implements Scheduler {
  private final boolean timeIsChoice;
  private final SplitMix random;

  /** Time moves only when no thread can run. */
  public RandomScheduler(long seed) {
    this(seed, false);
  }

  /**
   * @param timeIsChoice whether deadlines may come while threads can run
   */
  public RandomScheduler(long seed, boolean timeIsChoice) {
    this.random = new SplitMix(seed);
    this.timeIsChoice = timeIsChoice;
  }

  @Override
  public boolean timeIsChoice() {
    return timeIsChoice;
  }

  @Override
  public int next(World world) {
    int seen = 0;
    int picked = STOP;
    int n = world.liveCount();
    for (int i = 0; i < n; i++) {
      ExploredThread t = world.live(i);
      if (world.isEnabled(t)) {
        if (random.below(++seen) == 0) {
          picked = t.id();
        }
      } else if (timeIsChoice && world.isExpirable(t) && random.below(++seen) == 0) {
        picked = ~t.id();
      }
    }
    return picked;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    return random.below(alternatives);
  }
}
