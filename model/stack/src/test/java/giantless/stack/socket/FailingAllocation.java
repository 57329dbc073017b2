package giantless.stack.socket;

import giantless.lock.explored.DeterministicScheduler;
import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;

/** The plain schedule, on which some allocations of mbufs in a row are denied. */
final class FailingAllocation implements Scheduler {
  private final Scheduler plain = new DeterministicScheduler();
  private final int first;
  private final int count;
  private int asked;
  private boolean denied;
  private boolean ended;

  /**
   * @param first the number of the first allocation that is denied, from 0
   * @param count how many are
   */
  FailingAllocation(int first, int count) {
    this.first = first;
    this.count = count;
  }

  /** From here on there is memory; called by the run. */
  void end() {
    ended = true;
  }

  /** Whether the run came as far as the first one. */
  boolean denied() {
    return denied;
  }

  @Override
  public int next(World world) {
    return plain.next(world);
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    if (ended || !what.equals("mbuf allocation")) {
      return 0;
    }
    int n = asked++;
    boolean deny = n >= first && n < first + count;
    denied |= deny;
    return deny ? 1 : 0;
  }
}
