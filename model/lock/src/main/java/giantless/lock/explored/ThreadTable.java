package giantless.lock.explored;

import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import java.util.Arrays;

/** The threads of a world: by id, and those that have not ended in order of ids. */
final class ThreadTable {
  private static final int ENOUGH = 16;

  /** Null where one has ended. */
  private ExploredThread[] byId = new ExploredThread[ENOUGH];

  private int ids;
  private ExploredThread[] live = new ExploredThread[ENOUGH];
  private int liveCount;

  /** The id of the next thread to be added. */
  int nextId() {
    return ids;
  }

  void add(ExploredThread td) {
    if (ids == byId.length) {
      byId = Arrays.copyOf(byId, ids * 2);
    }
    byId[ids++] = td;
    if (liveCount == live.length) {
      live = Arrays.copyOf(live, liveCount * 2);
    }
    live[liveCount++] = td;
  }

  void remove(ExploredThread td) {
    byId[td.id()] = null;
    int i = 0;
    while (live[i] != td) {
      i++;
    }
    System.arraycopy(live, i + 1, live, i, --liveCount - i);
    live[liveCount] = null;
  }

  int liveCount() {
    return liveCount;
  }

  ExploredThread live(int i) {
    return live[i];
  }

  /** Null if it has ended or there is none. */
  ExploredThread byId(int id) {
    return id >= 0 && id < ids ? byId[id] : null;
  }

  boolean anyEnabled() {
    for (int i = 0; i < liveCount; i++) {
      if (isEnabled(live[i])) {
        return true;
      }
    }
    return false;
  }

  static boolean isEnabled(ExploredThread td) {
    Operation op = td.op;
    return op.gate == null || op.gate.admits(td, op);
  }

  boolean allIdle() {
    for (int i = 0; i < liveCount; i++) {
      if (!live[i].isIdle()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a thread has published an operation on the lock and cannot perform it. */
  boolean hasWaiters(LockObject lock) {
    for (int i = 0; i < liveCount; i++) {
      ExploredThread td = live[i];
      if (td.op.gate != null && td.op.object() == lock && !isEnabled(td)) {
        return true;
      }
    }
    return false;
  }

  /** The thread whose deadline comes first, the smallest id among equals; null if none has one. */
  ExploredThread earliest() {
    ExploredThread first = null;
    for (int i = 0; i < liveCount; i++) {
      ExploredThread td = live[i];
      if (td.deadline != LockRuntime.NEVER && (first == null || td.deadline < first.deadline)) {
        first = td;
      }
    }
    return first;
  }
}
