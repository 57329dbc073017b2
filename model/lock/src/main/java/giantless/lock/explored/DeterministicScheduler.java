package giantless.lock.explored;

/**
 * Lets the current thread run until it blocks or yields, then the one that has not run for longest;
 * every choice is the ordinary one. A discrete-event simulation.
 */
public final class DeterministicScheduler implements Scheduler {
  private final boolean timeIsChoice;

  /** Time moves by itself when no thread can run. */
  public DeterministicScheduler() {
    this(false);
  }

  /**
   * @param timeIsChoice whether it is for this scheduler to move time, which it does as late as it
   *     can; the execution differs only in that reading the clock is a step
   */
  public DeterministicScheduler(boolean timeIsChoice) {
    this.timeIsChoice = timeIsChoice;
  }

  @Override
  public boolean timeIsChoice() {
    return timeIsChoice;
  }

  @Override
  public int next(World world) {
    ExploredThread last = world.last();
    if (last != null && last.operation().kind() != Operation.Kind.YIELD && world.isEnabled(last)) {
      return last.id();
    }
    ExploredThread best = null;
    int n = world.liveCount();
    for (int i = 0; i < n; i++) {
      ExploredThread t = world.live(i);
      if ((best == null || t.lastRun() < best.lastRun()) && world.isEnabled(t)) {
        best = t;
      }
    }
    return best != null ? best.id() : expiry(world);
  }

  private static int expiry(World world) {
    int i = 0;
    while (!world.isExpirable(world.live(i))) {
      i++;
    }
    return ~world.live(i).id();
  }
}
