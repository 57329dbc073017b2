package giantless.weave;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Monitors of objects that woven code uses where no world runs, as when Java threads of the
 * explorer's own load classes at the same time. They keep woven code apart from woven code alone.
 * An object has an entry here while somebody uses its monitor. Thread-safe.
 */
final class OutsideMonitors {

  /** An object, by identity. */
  private static final class Key {
    private final Object object;

    Key(Object object) {
      this.object = object;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Key && ((Key) o).object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  private static final class Monitor {
    final ReentrantLock lock = new ReentrantLock();
    final Condition notified = lock.newCondition();

    /** How many times it was or is to be entered; changed by the map alone. */
    int users;
  }

  private final ConcurrentHashMap<Key, Monitor> used = new ConcurrentHashMap<>();

  void enter(Object o) {
    Monitor mine =
        used.compute(
            new Key(o),
            (k, m) -> {
              Monitor some = m == null ? new Monitor() : m;
              some.users++;
              return some;
            });
    mine.lock.lock();
  }

  void exit(Object o) {
    owned(o).lock.unlock();
    Monitor unused = used.computeIfPresent(new Key(o), (k, m) -> --m.users == 0 ? null : m);
  }

  boolean isHeld(Object o) {
    Monitor m = used.get(new Key(o));
    return m != null && m.lock.isHeldByCurrentThread();
  }

  /**
   * @param nanos 0 for no limit
   */
  void await(Object o, long nanos) throws InterruptedException {
    Condition c = owned(o).notified;
    if (nanos == 0) {
      c.await();
    } else {
      boolean unused = c.await(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Also for a notification of one: a wait may end without any. */
  void notifyEach(Object o) {
    owned(o).notified.signalAll();
  }

  /** How many objects are used now. */
  int size() {
    return used.size();
  }

  private Monitor owned(Object o) {
    Monitor m = used.get(new Key(o));
    if (m == null || !m.lock.isHeldByCurrentThread()) {
      throw new IllegalMonitorStateException("current thread is not owner");
    }
    return m;
  }
}
