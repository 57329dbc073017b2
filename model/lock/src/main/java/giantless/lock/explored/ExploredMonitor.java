package giantless.lock.explored;

import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The monitor of one of the program's objects (JLS 17.1, 17.2): a recursive mutex, and those who
 * wait for its notification. It lends no priority, as the language knows none.
 */
final class ExploredMonitor extends ExploredMtx implements Kinded {

  /** What waits, notifications and timeouts touch. */
  private static final class WaitSet implements Kinded {
    private final int number;
    private final String name;
    private final String kind;

    WaitSet(int number, String name, String kind) {
      this.number = number;
      this.name = name;
      this.kind = kind;
    }

    @Override
    public int number() {
      return number;
    }

    @Override
    public String baseName() {
      return name;
    }

    @Override
    public String kind() {
      return kind;
    }
  }

  private final World world;
  private final Object key;
  private final String kind;
  private final WaitSet waitSet;
  private final WaitQueue queue;
  private final Operation notifyOp;
  private final Operation notifyAllOp;

  /**
   * Who waits and was not notified, the longest first, those among them too whose time has run out
   * or who were interrupted until they own the monitor again. So it changes only by who owns the
   * monitor, and how many there are is the same in all executions that differ only in the order of
   * independent steps.
   */
  private final List<ExploredThread> waiting = new ArrayList<>(2);

  /**
   * @param of for the name: what the object is
   * @param number of the monitor; -1 if it is not known where the object was made
   * @param waitNumber the same of its wait set
   * @param key tells it from others in all executions, as {@link #key}
   * @param watch is told of it; null for one that could be mistaken for another
   */
  ExploredMonitor(World world, String of, int number, int waitNumber, Object key, LockWatch watch) {
    super(world, LockClass.monitor("monitor of " + of).build(), number, watch);
    this.world = world;
    this.key = key;
    this.kind = "monitor of " + of;
    this.waitSet = new WaitSet(waitNumber, "wait set of " + of, "wait set of " + of);
    this.queue = new WaitQueue(waitSet);
    this.notifyOp = Operation.write(Operation.Kind.SIGNAL, waitSet, null);
    this.notifyAllOp = Operation.write(Operation.Kind.BROADCAST, waitSet, null);
  }

  @Override
  public Object key() {
    return key;
  }

  @Override
  public String kind() {
    return kind;
  }

  /**
   * {@link Object#wait(long)}, by the owner.
   *
   * @param nanos 0 for no limit
   */
  void await(ExploredThread td, long nanos) throws InterruptedException {
    String what = waitSet.baseName();
    world.visible(td, Operation.sleep(waitSet, this, td.signalKey, null));
    if (td.signal) {
      td.learnSignal();
      throw interrupted(td);
    }
    if (td == world.bootThread()) {
      throw new IllegalStateException("outside of a run nobody can wait: sleep on " + what);
    }
    waiting.add(td);
    queue.add(td);
    td.queue = queue;
    td.sleep = ExploredThread.Sleep.ASLEEP;
    td.waitMessage = what;
    td.catchesSignals = true;
    td.deadline = nanos == 0 ? LockRuntime.NEVER : world.deadline(nanos);
    int depth = releaseAll(td);
    world.visible(td, Operation.write(Operation.Kind.RESUME, this, Gates.RESUME));
    td.resumed();
    boolean interrupted = td.sleep == ExploredThread.Sleep.INTERRUPTED;
    td.sleep = ExploredThread.Sleep.NONE;
    takeAfterSleep(td, depth);
    waiting.remove(td);
    if (interrupted) {
      throw interrupted(td);
    }
  }

  private static InterruptedException interrupted(ExploredThread td) {
    boolean unused = td.clearInterrupt();
    return new InterruptedException();
  }

  /** {@link Object#notify}, by the owner: which of several is woken is a choice. */
  void notifyOne(ExploredThread td) {
    int n = waiting.size();
    int chosen = n < 2 ? 0 : world.choose(n, "who is notified of " + waitSet.baseName());
    world.visible(td, notifyOp);
    for (int i = 0; i < n; i++) {
      ExploredThread one = waiting.get((chosen + i) % n);
      if (one.sleep == ExploredThread.Sleep.ASLEEP) {
        waiting.remove(one);
        queue.wake(one, world, td);
        return;
      }
    }
  }

  /** {@link Object#notifyAll}, by the owner. */
  void notifyEach(ExploredThread td) {
    world.visible(td, notifyAllOp);
    queue.wakeAll(world, td);
    waiting.clear();
  }
}
