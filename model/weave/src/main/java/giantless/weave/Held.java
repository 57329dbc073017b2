package giantless.weave;

import giantless.lock.HeldLocks;
import giantless.lock.KThread;
import giantless.lock.LockObject;
import giantless.lock.explored.ExploredRuntime;

/** Words about locks for the messages of violations. */
final class Held {
  private Held() {}

  /** Whether an onlooker of the explored runtime calls, who needs no lock. */
  static boolean isOnlooker(LockObject lock) {
    return lock.runtime() instanceof ExploredRuntime
        && ((ExploredRuntime) lock.runtime()).world().isLooking();
  }

  /** The calling thread's name, in the machine that the lock belongs to. */
  static String thread(LockObject lock) {
    return lock.runtime().curthread().name();
  }

  /** What the calling thread holds, as the watch has it. */
  static String locks(LockObject lock) {
    if (lock.runtime().watch() == null) {
      return "not known, as nothing watches";
    }
    KThread thread = lock.runtime().curthread();
    HeldLocks held = thread.held();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < held.size(); i++) {
      out.append(i == 0 ? "" : ", ").append(held.lock(i).describe());
      if (held.lock(i) != lock && held.lock(i).lockClass() == lock.lockClass()) {
        out.append(" of another object");
      }
    }
    return out.length() == 0 ? "none" : out.toString();
  }
}
