package giantless.lock.explored;

/**
 * Lets the current thread run until it blocks or yields, then the one that has not run for longest;
 * every choice is the ordinary one. A discrete-event simulation.
 */
public final class DeterministicScheduler implements Scheduler {

  @Override
  public int next(World world) {
    ExploredThread last = world.last();
    if (last != null
        && last.operation().kind() != Operation.Kind.YIELD
        && world.isEnabled(last)) {
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
    return best.id();
  }
}
