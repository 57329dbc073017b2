package giantless.stack.kern;

import giantless.lock.AtomicInt;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.lock.contract.Excludes;

/**
 * What the kqueues of a machine share: {@link #global}, which is taken before the locks of two
 * kqueues; the list, with its lock, of notes whose object has no lock of its own (timers, user
 * events); the task queue that tells one kqueue of another.
 */
public final class Kqueues {
  /** KQ_GLOBAL_LOCK. */
  final Mtx global;

  /** The list that stands for no list: its lock alone is used. */
  final KnList lockless;

  final AtomicInt ncallouts;
  private final TaskQueue taskq;
  private final Kernel kernel;
  private final Knob calloutmax = new Knob(4096, 0, Integer.MAX_VALUE);

  Kqueues(Kernel kernel) {
    LockRuntime rt = kernel.rt();
    this.kernel = kernel;
    this.global = rt.mtx(Locks.KQ_GLOBAL);
    this.lockless = new KnList(rt.mtx(Locks.KNLIST));
    this.ncallouts = rt.atomicInt(0);
    this.taskq = new TaskQueue(rt, "kqueue taskq", Priority.SWI_TQ);
    kernel.onShutdown(taskq::free);
  }

  Kernel kernel() {
    return kernel;
  }

  /** Counts one more timer; false at the limit, {@code kern.kq_calloutmax}. */
  boolean calloutUp() {
    if (ncallouts.fetchAdd(1) >= calloutmax.get()) {
      ncallouts.fetchAdd(-1);
      return false;
    }
    return true;
  }

  void calloutDown() {
    ncallouts.fetchAdd(-1);
  }

  /** kqueue_schedtask: {@code kq}, which is watched by others, has something to tell. */
  void schedule(TaskQueue.Task task) {
    taskq.enqueue(task);
  }

  /** Waits until the task neither waits nor runs. */
  @Excludes("global")
  void drain(TaskQueue.Task task) {
    taskq.drain(task);
  }

  void provide(OidTree t) {
    t.addInt(
        "kern.kq_calloutmax",
        Oid.CTLFLAG_RW,
        "Maximum number of callouts allocated for kqueue",
        calloutmax);
  }
}
