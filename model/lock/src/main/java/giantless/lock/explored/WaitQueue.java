package giantless.lock.explored;

import giantless.lock.Mtx;
import java.util.Arrays;

/** The sleepers of one condition variable or channel, the longest asleep first. */
final class WaitQueue {
  private final Object key;
  private ExploredThread[] threads = new ExploredThread[2];
  private int size;

  /** With which the sleepers came. */
  Mtx interlock;

  /**
   * @param key what operations on the queue touch
   */
  WaitQueue(Object key) {
    this.key = key;
  }

  Object key() {
    return key;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(ExploredThread td) {
    if (size == threads.length) {
      threads = Arrays.copyOf(threads, size * 2);
    }
    threads[size++] = td;
  }

  void remove(ExploredThread td) {
    int i = 0;
    while (threads[i] != td) {
      i++;
    }
    System.arraycopy(threads, i + 1, threads, i, --size - i);
    threads[size] = null;
  }

  /** Wakes the sleeper of the best priority, the longest asleep among equals. */
  void wakeOne(World world, ExploredThread by) {
    if (size == 0) {
      return;
    }
    ExploredThread best = threads[0];
    for (int i = 1; i < size; i++) {
      if (threads[i].priority() < best.priority()) {
        best = threads[i];
      }
    }
    wake(best, world, by);
  }

  /** Wakes this sleeper. */
  void wake(ExploredThread sleeper, World world, ExploredThread by) {
    remove(sleeper);
    sleeper.wokenBy(by, key instanceof ExploredCondVar);
    sleeper.wake(ExploredThread.Sleep.WOKEN);
    world.woke(sleeper);
  }

  void wakeAll(World world, ExploredThread by) {
    for (int i = 0; i < size; i++) {
      threads[i].wokenBy(by, key instanceof ExploredCondVar);
      threads[i].wake(ExploredThread.Sleep.WOKEN);
      world.woke(threads[i]);
      threads[i] = null;
    }
    size = 0;
  }
}
