package giantless.weave;

import giantless.lock.LockObject;
import giantless.lock.contract.ContractViolation;

/**
 * The check before an access to one guarded field, at one place in the code. The public methods are
 * called by woven classes through {@link CallSites}.
 */
public final class FieldGuard {
  private final String field;
  private final String[] paths;
  private final boolean write;
  private final String site;

  FieldGuard(String field, String[] paths, boolean write, String site) {
    this.field = field;
    this.paths = paths;
    this.write = write;
    this.site = site;
  }

  /** The usual case, a field with one guard. A lock that is not there yet guards nothing. */
  public void one(LockObject lock) {
    if (lock != null && !(write ? lock.isOwned() : lock.isHeld())) {
      fail(lock, 0);
    }
  }

  /** Writing under several guards: each must be held exclusively. */
  public void all(LockObject[] locks) {
    for (int i = 0; i < locks.length; i++) {
      if (locks[i] != null && !locks[i].isOwned()) {
        fail(locks[i], i);
      }
    }
  }

  /** Reading under several guards: one of them must be held in any mode. */
  public void any(LockObject[] locks) {
    int missing = -1;
    for (int i = 0; i < locks.length; i++) {
      if (locks[i] == null || locks[i].isHeld()) {
        return;
      }
      missing = i;
    }
    if (missing >= 0) {
      fail(locks[0], -1);
    }
  }

  private void fail(LockObject lock, int path) {
    if (Held.isOnlooker(lock)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(write ? "write of " : "read of ")
        .append(field)
        .append(" without its lock\n needs ");
    if (path < 0) {
      text.append("one of @GuardedBy").append(list());
    } else {
      text.append(lock.describe());
      if (write && lock.isHeld()) {
        text.append(" exclusively");
      }
      text.append(", @GuardedBy(\"").append(paths[path]).append("\")");
    }
    text.append("\n at ").append(site).append(" by thread ").append(Held.thread(lock));
    text.append("\n locks held: ").append(Held.locks(lock));
    throw new ContractViolation(text.toString());
  }

  private String list() {
    return "({\"" + String.join("\", \"", paths) + "\"})";
  }
}
