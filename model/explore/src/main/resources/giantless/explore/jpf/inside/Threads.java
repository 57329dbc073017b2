package giantless.explore.jpf.inside;

import giantless.lock.LockClass;
import giantless.lock.LockMode;
import gov.nasa.jpf.vm.ElementInfo;
import gov.nasa.jpf.vm.MJIEnv;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Who can go on, who waits for whom. */
final class Threads {
  private static final long NO_DEADLINE = Long.MAX_VALUE;
  private static final int PRIORITY_USER = giantless.lock.Priority.USER;
  private static final ThreadInfo[] NOBODY = {};

  private final Run run;
  private final Model model;
  private final ThreadInfo[] all;

  Threads(Run run, VM vm) {
    this.run = run;
    this.model = run.model;
    this.all = vm.getThreadList().getThreads();
  }

  private boolean isOurs(ThreadInfo ti) {
    return ti.isAlive() && !ti.isSystemThread() && ti.getId() != run.bootThread;
  }

  private ThreadInfo boot() {
    for (ThreadInfo ti : all) {
      if (ti.getId() == run.bootThread && ti.isAlive()) {
        return ti;
      }
    }
    return null;
  }

  private int mode() {
    return model.mode(run);
  }

  /** Those that can go on without their deadlines. */
  List<ThreadInfo> enabled() {
    List<ThreadInfo> can = new ArrayList<>(all.length);
    for (ThreadInfo ti : all) {
      if (isOurs(ti) && ti.isTimeoutRunnable() && (ti.getTopFrame() == null || model.admits(model.td(ti)))) {
        can.add(ti);
      }
    }
    return can;
  }

  /**
   * What the search is to try. If there is nothing to try, then the threads are deadlocked, and the
   * run has failed.
   */
  ThreadInfo[] choices() {
    if (mode() == Model.BOOT) {
      return justBoot();
    }
    List<ThreadInfo> can = enabled();
    ElementInfo world = Model.get(run.world);
    if (can.isEmpty() && areAllIdle()) {
      return justBoot();
    }
    boolean search = mode() == Model.RUN;
    ThreadInfo urgent = search ? urgent(can) : null;
    if (urgent != null) {
      return new ThreadInfo[] {urgent};
    }
    if (can.isEmpty()
        || search
            && model.i(world, "world.early", "early")
            < model.i(world, "world.earlyBound", "earlyBound")) {
      addDue(can);
    }
    if (can.isEmpty()) {
      List<ThreadInfo> cycle = anyCycle();
      run.fail(cycle == null ? "LOST_WAKEUP" : "DEADLOCK", describe(cycle), null);
    }
    return search || can.isEmpty()
        ? can.toArray(NOBODY)
        : new ThreadInfo[] {theOne(can)};
  }

  /** One that can go on and that nothing can come of holding back: a new one, one that joins. */
  private ThreadInfo urgent(List<ThreadInfo> can) {
    if (model.isObserved(run)) {
      return null;
    }
    for (ThreadInfo ti : can) {
      if (ti.getTopFrame() != null
          && (!model.hasStarted(model.td(ti)) || Moves.isUrgent(model.gate(model.td(ti))))) {
        return ti;
      }
    }
    return null;
  }

  private ThreadInfo[] justBoot() {
    ThreadInfo b = boot();
    return b == null ? NOBODY : new ThreadInfo[] {b};
  }

  /** By the one schedule: whoever runs goes on, and after it the next in order. */
  private ThreadInfo theOne(List<ThreadInfo> can) {
    ThreadInfo current = ThreadInfo.getCurrentThread();
    if (can.contains(current) && !run.yields) {
      return current;
    }
    for (ThreadInfo ti : can) {
      if (ti.getId() > current.getId()) {
        return ti;
      }
    }
    return can.get(0);
  }

  /** Those that wait for a deadline, and none comes before it. */
  private void addDue(List<ThreadInfo> can) {
    long first = NO_DEADLINE;
    for (ThreadInfo ti : all) {
      if (isOurs(ti) && ti.getTopFrame() != null) {
        first = Math.min(first, model.deadline(model.td(ti)));
      }
    }
    for (ThreadInfo ti : all) {
      if (first != NO_DEADLINE
          && isOurs(ti)
          && ti.getTopFrame() != null
          && model.deadline(model.td(ti)) == first
          && !can.contains(ti)) {
        can.add(ti);
      }
    }
  }

  private boolean areAllIdle() {
    for (ThreadInfo ti : all) {
      if (isOurs(ti) && !isIdle(ti)) {
        return false;
      }
    }
    return true;
  }

  /** A kernel thread that holds nothing and is parked or has nothing to do. */
  private boolean isIdle(ThreadInfo ti) {
    ElementInfo td = model.td(ti);
    return model.basePriority(td) < PRIORITY_USER
        && model.heldCount(td) == 0
        && monitors(ti).isEmpty()
        && (model.gate(td) == Model.PARK
            || (model.isAsleep(td) && "-".equals(model.waitMessage(td))));
  }

  boolean hasWaiters(int lock) {
    for (ThreadInfo ti : all) {
      if (isOurs(ti)) {
        ElementInfo td = model.td(ti);
        if (model.gate(td) != Model.NONE
            && (model.lockOfGate(td) == lock
                || (model.gate(td) == Model.RESUME && model.gateOn(td) == lock))
            && !model.admits(td)) {
          return true;
        }
      }
    }
    return false;
  }

  // ---- Who waits for whom ----

  /** Whether {@code by} must let go of the lock, or get and release it, before {@code td} can. */
  private boolean blocks(ElementInfo by, int lock, ElementInfo td) {
    if (model.holds(by, lock)) {
      return !model.wantsShared(td) || !model.holdsShared(by, lock) || by == td;
    }
    return model.wantsShared(td) && by != td && model.isQueuedWriter(by, lock);
  }

  /** The lock without which the thread cannot go on; NULL if it can, or waits for something else. */
  private int wanted(ThreadInfo ti) {
    return ti.isBlocked() ? ti.getLockRef() : model.wanted(model.td(ti));
  }

  /** The monitors of the language that the thread has entered, in the order of their numbers. */
  private static List<Integer> monitors(ThreadInfo ti) {
    List<Integer> held = new ArrayList<>();
    for (int ref : ti.getLockedObjectReferences()) {
      if (!Model.isLock(ref)) {
        held.add(ref);
      }
    }
    Collections.sort(held);
    return held;
  }

  List<ThreadInfo> cycle(ThreadInfo start) {
    int lock = wanted(start);
    if (lock == MJIEnv.NULL) {
      return null;
    }
    List<ThreadInfo> path = new ArrayList<>();
    List<ThreadInfo> seen = new ArrayList<>();
    return follow(start, start, lock, path, seen) ? path : null;
  }

  private boolean follow(
      ThreadInfo start, ThreadInfo at, int lock, List<ThreadInfo> path, List<ThreadInfo> seen) {
    seen.add(at);
    path.add(at);
    for (ThreadInfo by : all) {
      if (!isOurs(by) || !blocks(model.td(by), lock, model.td(at))) {
        continue;
      }
      if (by == start) {
        return true;
      }
      int next = seen.contains(by) ? MJIEnv.NULL : wanted(by);
      if (next != MJIEnv.NULL && follow(start, by, next, path, seen)) {
        return true;
      }
    }
    path.remove(path.size() - 1);
    return false;
  }

  private List<ThreadInfo> anyCycle() {
    for (ThreadInfo ti : all) {
      if (isOurs(ti)) {
        List<ThreadInfo> c = cycle(ti);
        if (c != null) {
          return c;
        }
      }
    }
    return null;
  }

  int lentPriority(ElementInfo owner) {
    return lent(owner, new ArrayList<>());
  }

  private boolean isLent(int lock, ElementInfo to) {
    LockMode mode = model.holdsShared(to, lock) ? LockMode.SHARED : LockMode.EXCLUSIVE;
    return Model.isLock(lock)
        && LockClass.Kind.valueOf(model.kindName(model.lockClass(lock))).isLentTo(mode);
  }

  private int lent(ElementInfo owner, List<ElementInfo> seen) {
    int best = model.basePriority(owner);
    seen.add(owner);
    for (ThreadInfo ti : all) {
      ElementInfo td = isOurs(ti) ? model.td(ti) : null;
      if (td == null || seen.contains(td)) {
        continue;
      }
      int lock = wanted(ti);
      if (lock != MJIEnv.NULL && blocks(owner, lock, td) && isLent(lock, owner)) {
        best = Math.min(best, lent(td, seen));
      }
    }
    return best;
  }

  // ---- In words ----

  String describe(List<ThreadInfo> cycle) {
    Traces names = new Traces(run, VM.getVM());
    StringBuilder b = new StringBuilder();
    if (cycle == null) {
      b.append("deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)");
    } else if (cycle.size() == 1) {
      b.append("deadlock: a thread waits for itself");
    } else {
      b.append("deadlock: ").append(cycle.size()).append(" threads wait for each other");
      // Found from the thread that closed the cycle; the order is the explorer's all the same.
    }
    if (cycle != null) {
      for (ThreadInfo ti : cycle) {
        b.append("\n  ").append(state(names, ti));
      }
    }
    String before = cycle == null ? "" : "\nbesides:";
    for (ThreadInfo ti : all) {
      if (isOurs(ti) && (cycle == null || !cycle.contains(ti)) && !isIdle(ti)) {
        b.append(before).append("\n  ").append(state(names, ti));
        before = "";
      }
    }
    return b.toString();
  }

  private String state(Traces names, ThreadInfo ti) {
    ElementInfo td = model.td(ti);
    StringBuilder b = new StringBuilder("thread ").append(names.of(td.getObjectRef())).append(' ');
    int lock = ti.isBlocked() ? ti.getLockRef() : model.lockOfGate(td);
    if (!ti.isBlocked() && model.admits(td)) {
      b.append("can run");
    } else if (lock != MJIEnv.NULL) {
      b.append("wants ").append(names.lock(lock));
      b.append(model.wantsShared(td) ? " shared" : "");
      holders(names, td, lock, b);
    } else if (model.gate(td) == Model.RESUME) {
      b.append("sleeps on ").append(model.waitMessage(td));
    } else if (model.gate(td) == Model.PARK) {
      b.append("is parked");
    } else {
      b.append("waits for the end of ").append(names.of(model.gateOn(td)));
    }
    b.append("; holds ");
    List<String> held = new ArrayList<>();
    for (int k = 0; k < model.heldCount(td); k++) {
      held.add(names.lock(model.held(td, k)) + (model.heldShared(td, k) ? " shared" : ""));
    }
    for (int monitor : monitors(ti)) {
      held.add(names.lock(monitor));
    }
    return b.append(held.isEmpty() ? "nothing" : String.join(", ", held)).toString();
  }

  private void holders(Traces names, ElementInfo td, int lock, StringBuilder b) {
    String before = ", held by ";
    for (ThreadInfo ti : all) {
      ElementInfo by = isOurs(ti) ? model.td(ti) : null;
      if (by != null && blocks(by, lock, td)) {
        boolean holds = model.holds(by, lock);
        b.append(holds || before.equals(" and ") ? before : ", held off by waiting writer ");
        b.append(names.of(by.getObjectRef()));
        b.append(holds && model.holdsShared(by, lock) ? " shared" : "");
        before = " and ";
      }
    }
  }
}
