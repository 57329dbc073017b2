package giantless.lock.explored;

import giantless.lock.LockMode;
import giantless.lock.LockObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for whom. An edge goes from a thread that can only go on with a lock to each thread
 * that must release it first, so every cycle is a deadlock, whatever other threads can do.
 */
final class Deadlocks {
  private Deadlocks() {}

  /**
   * The lock without which the thread cannot go on; null if it can, or waits for something else.
   */
  private static LockObject wanted(World w, ExploredThread td) {
    Operation op = td.op;
    return op.gate == null || w.isEnabled(td) ? null : op.gate.wanted(td, op);
  }

  private static boolean wantsShared(ExploredThread td) {
    return td.op.kind() == Operation.Kind.RLOCK;
  }

  /**
   * Whether {@code by} must let go of the lock, or get and release it, before {@code td} gets it.
   */
  private static boolean blocks(ExploredThread by, LockObject lock, ExploredThread td) {
    if (by.holds(lock)) {
      return !wantsShared(td) || !by.holdsShared(lock) || by == td;
    }
    return wantsShared(td)
        && by != td
        && by.op.kind() == Operation.Kind.WLOCK_QUEUED
        && by.op.object() == lock;
  }

  /** The threads of a cycle that goes through this one, in order of waiting; null if none. */
  static List<ExploredThread> cycle(World w, ExploredThread start) {
    LockObject lock = wanted(w, start);
    if (lock == null) {
      return null;
    }
    List<ExploredThread> path = new ArrayList<>(4);
    return follow(w, start, start, lock, path, w.nextMark()) ? path : null;
  }

  private static boolean follow(
      World w,
      ExploredThread start,
      ExploredThread td,
      LockObject lock,
      List<ExploredThread> path,
      int mark) {
    td.mark = mark;
    path.add(td);
    for (int i = 0; i < w.liveCount(); i++) {
      ExploredThread by = w.live(i);
      if (!blocks(by, lock, td)) {
        continue;
      }
      if (by == start) {
        return true;
      }
      LockObject next = by.mark == mark ? null : wanted(w, by);
      if (next != null && follow(w, start, by, next, path, mark)) {
        return true;
      }
    }
    path.remove(path.size() - 1);
    return false;
  }

  /** Any cycle, or null. */
  static List<ExploredThread> anyCycle(World w) {
    for (int i = 0; i < w.liveCount(); i++) {
      List<ExploredThread> cycle = cycle(w, w.live(i));
      if (cycle != null) {
        return cycle;
      }
    }
    return null;
  }

  static Failure failure(World w, List<ExploredThread> cycle) {
    Names names = w.names();
    StringBuilder b = new StringBuilder();
    if (cycle == null) {
      b.append("deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)");
    } else if (cycle.size() == 1) {
      b.append("deadlock: a thread waits for itself");
    } else {
      b.append("deadlock: ").append(cycle.size()).append(" threads wait for each other");
    }
    if (cycle != null) {
      for (ExploredThread td : cycle) {
        b.append("\n  ").append(state(w, names, td));
      }
    }
    rest(w, names, cycle, b, cycle == null ? "" : "\nbesides:");
    Failure.Kind kind = cycle == null ? Failure.Kind.LOST_WAKEUP : Failure.Kind.DEADLOCK;
    return new Failure(kind, b.toString(), null, null);
  }

  static Failure stepBound(World w, long limit) {
    StringBuilder b =
        new StringBuilder("more than ").append(limit).append(" steps (livelock, or limit too low)");
    rest(w, w.names(), null, b, "");
    return new Failure(Failure.Kind.STEP_BOUND, b.toString(), null, null);
  }

  /** The threads outside of the cycle that are not idle. */
  private static void rest(
      World w, Names names, List<ExploredThread> cycle, StringBuilder b, String head) {
    String before = head;
    for (int i = 0; i < w.liveCount(); i++) {
      ExploredThread td = w.live(i);
      if ((cycle == null || !cycle.contains(td)) && !td.isIdle()) {
        b.append(before).append("\n  ").append(state(w, names, td));
        before = "";
      }
    }
  }

  /**
   * For example {@code thread a wants so_snd (sleep mutex), held by b; holds so_rcv (sleep mutex)}.
   */
  private static String state(World w, Names names, ExploredThread td) {
    StringBuilder b = new StringBuilder("thread ").append(names.of(td)).append(' ');
    LockObject lock = wanted(w, td);
    if (lock == null && !w.isEnabled(td) && td.op.object() instanceof LockObject) {
      // A wait that a signal can end, or a sleeper that still sleeps.
      lock = td.op.kind() == Operation.Kind.RESUME ? null : (LockObject) td.op.object();
    }
    if (w.isEnabled(td)) {
      b.append("can run: ").append(names.describe(td.op));
    } else if (lock != null) {
      b.append("wants ").append(names.lock(lock));
      if (wantsShared(td)) {
        b.append(" shared");
      }
      holders(w, names, td, lock, b);
    } else if (td.op.kind() == Operation.Kind.RESUME) {
      b.append("sleeps on ").append(td.waitMessage);
    } else if (td.op.kind() == Operation.Kind.PARK) {
      b.append("is parked");
    } else {
      b.append("waits for the end of ");
      b.append(names.of(((Gates.Join) td.op.gate).thread));
    }
    b.append("; holds ");
    if (td.heldCount() == 0) {
      b.append("nothing");
    }
    for (int i = 0; i < td.heldCount(); i++) {
      b.append(i == 0 ? "" : ", ").append(names.lock(td.heldAt(i)));
      b.append(td.heldSharedAt(i) ? " shared" : "");
      Object at = w.recorder.takenAt(td, td.heldAt(i));
      b.append(at == null ? "" : " taken at " + at);
    }
    if (td.site != null) {
      b.append("; at ").append(td.site);
    }
    return b.toString();
  }

  private static void holders(
      World w, Names names, ExploredThread td, LockObject lock, StringBuilder b) {
    String before = ", held by ";
    boolean any = false;
    for (int i = 0; i < w.liveCount(); i++) {
      ExploredThread by = w.live(i);
      if (blocks(by, lock, td)) {
        if (by.holds(lock)) {
          b.append(before).append(names.of(by));
          b.append(by.holdsShared(lock) ? " shared" : "");
        } else {
          b.append(before.equals(" and ") ? before : ", held off by waiting writer ");
          b.append(names.of(by));
        }
        before = " and ";
        any = true;
      }
    }
    if (!any) {
      b.append(", held by a thread that is gone");
    }
  }

  // ---- Priority lending ----

  static int lentPriority(World w, ExploredThread owner) {
    return lent(w, owner, w.nextMark());
  }

  private static boolean isLent(LockObject lock, ExploredThread to) {
    return lock.lockClass()
        .kind()
        .isLentTo(to.holdsShared(lock) ? LockMode.SHARED : LockMode.EXCLUSIVE);
  }

  private static int lent(World w, ExploredThread owner, int mark) {
    int best = owner.basePriority();
    owner.mark = mark;
    for (int i = 0; i < w.liveCount(); i++) {
      ExploredThread td = w.live(i);
      if (td.mark == mark || td == owner) {
        continue;
      }
      LockObject lock = wanted(w, td);
      if (lock != null && blocks(owner, lock, td) && isLent(lock, owner)) {
        best = Math.min(best, lent(w, td, mark));
      }
    }
    return best;
  }
}
