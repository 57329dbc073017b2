package giantless.lock.jpf;

import giantless.lock.LockRuntime;
import giantless.lock.explored.Operation;
import java.util.ArrayList;

/**
 * Who waits for the notifications of which object's monitor (JLS 17.2). The monitors themselves are
 * those of the JVM under check; giving one back and falling asleep are one step, waking up and
 * having it again another.
 */
final class WaitSets {
  private final JpfWorld world;

  /** Those in which somebody waits; the key is the object. */
  private final ArrayList<WaitQueue> sets = new ArrayList<>(4);

  WaitSets(JpfWorld world) {
    this.world = world;
  }

  private JpfThread owner(Object o, String what) {
    if (world.looking) {
      throw new IllegalStateException("who only looks performs no operation: " + what);
    }
    if (!Thread.holdsLock(o)) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return world.current();
  }

  private WaitQueue find(Object o) {
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).key == o) {
        return sets.get(i);
      }
    }
    return null;
  }

  /**
   * {@link Object#wait(long)}, by the owner.
   *
   * @param nanos 0 for no limit
   */
  void await(Object o, long nanos) throws InterruptedException {
    JpfThread td = owner(o, "wait");
    String what = Checker.waitSet(o);
    world.step(td, Operation.Kind.SLEEP, o, td, what);
    if (td.signal) {
      throw interrupted(td);
    }
    if (world.isBoot(td)) {
      throw new IllegalStateException("outside of a run nobody can wait: sleep on " + what);
    }
    WaitQueue set = find(o);
    if (set == null) {
      set = new WaitQueue(o);
      sets.add(set);
    }
    set.add(td);
    td.queue = set;
    td.sleep = JpfThread.ASLEEP;
    td.waitMessage = what;
    td.catchesSignals = true;
    td.deadline = nanos == 0 ? LockRuntime.NEVER : world.deadline(nanos);
    int depth = Checker.monitorExitAll(o);
    boolean interrupted = world.resume(td, o) == JpfThread.INTERRUPTED;
    Checker.monitorEnterAll(o, depth);
    if (set.isEmpty()) {
      sets.remove(set);
    }
    if (interrupted) {
      throw interrupted(td);
    }
  }

  private static InterruptedException interrupted(JpfThread td) {
    boolean unused = td.clearInterrupt();
    return new InterruptedException();
  }

  /** Others can end a wait meanwhile, by its limit or an interrupt, but begin none. */
  private void step(JpfThread td, Operation.Kind kind, Object o) {
    world.step(td, kind, find(o) == null ? null : o, Checker.waitSet(o));
  }

  /** {@link Object#notify}, by the owner: which of several is woken is a choice. */
  void notifyOne(Object o) {
    JpfThread td = owner(o, "notify");
    step(td, Operation.Kind.SIGNAL, o);
    WaitQueue set = find(o);
    if (set != null) {
      int n = set.size();
      set.wake(n < 2 ? 0 : world.choose(n, "who is notified of " + Checker.waitSet(o)));
      if (set.isEmpty()) {
        sets.remove(set);
      }
    }
  }

  /** {@link Object#notifyAll}, by the owner. */
  void notifyEach(Object o) {
    JpfThread td = owner(o, "notifyAll");
    step(td, Operation.Kind.BROADCAST, o);
    WaitQueue set = find(o);
    if (set != null) {
      set.wakeAll();
      sets.remove(set);
    }
  }
}
