package giantless.lock.jpf;

import giantless.lock.Mtx;
import java.util.Arrays;

/** The sleepers of one condition variable, channel or monitor, the longest asleep first. */
final class WaitQueue {
  final Object key;
  private JpfThread[] threads = new JpfThread[2];
  private int size;

  /** With which the sleepers came. */
  Mtx interlock;

  WaitQueue(Object key) {
    this.key = key;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(JpfThread td) {
    if (size == threads.length) {
      threads = Arrays.copyOf(threads, size * 2);
    }
    threads[size++] = td;
  }

  void remove(JpfThread td) {
    int i = 0;
    while (threads[i] != td) {
      i++;
    }
    size--;
    for (int k = i; k < size; k++) {
      threads[k] = threads[k + 1];
    }
    threads[size] = null;
  }

  /** Wakes the sleeper of the best priority, the longest asleep among equals. */
  void wakeOne() {
    if (size == 0) {
      return;
    }
    JpfThread best = threads[0];
    for (int i = 1; i < size; i++) {
      if (threads[i].priority() < best.priority()) {
        best = threads[i];
      }
    }
    remove(best);
    best.wake(JpfThread.WOKEN);
  }

  /** Wakes this one: 0 is the longest asleep. */
  void wake(int one) {
    if (one < size) {
      JpfThread chosen = threads[one];
      remove(chosen);
      chosen.wake(JpfThread.WOKEN);
    }
  }

  void wakeAll() {
    for (int i = 0; i < size; i++) {
      threads[i].wake(JpfThread.WOKEN);
      threads[i] = null;
    }
    size = 0;
  }
}
