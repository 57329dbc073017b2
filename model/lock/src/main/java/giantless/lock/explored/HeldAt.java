package giantless.lock.explored;

import giantless.lock.LockObject;

/** The locks that a thread held at some moment. */
final class HeldAt {
  private final LockObject[] locks;
  private final boolean[] shared;

  private HeldAt(LockObject[] locks, boolean[] shared) {
    this.locks = locks;
    this.shared = shared;
  }

  static HeldAt now(ExploredThread td) {
    int n = td.heldCount();
    LockObject[] locks = new LockObject[n];
    boolean[] shared = new boolean[n];
    for (int i = 0; i < n; i++) {
      locks[i] = td.heldAt(i);
      shared[i] = td.heldSharedAt(i);
    }
    return new HeldAt(locks, shared);
  }

  /** For example {@code so_rcv (sleep mutex), inp (rw) shared}; or {@code none}. */
  String text(Names names) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < locks.length; i++) {
      b.append(i == 0 ? "" : ", ").append(names.lock(locks[i])).append(shared[i] ? " shared" : "");
    }
    return b.length() == 0 ? "none" : b.toString();
  }
}
