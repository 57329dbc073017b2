package giantless.races;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Callout;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import giantless.lock.TaskQueue;
import giantless.lock.contract.Racy;
import giantless.lock.contract.Woven;
import giantless.lock.explored.ExploredRuntime;

/**
 * For each way to order two threads a scene of two accesses to one field, with that order and
 * without it. Thread main and thread t; nothing else orders the two.
 */
@Woven
final class EdgeScenes {
  private static final LockClass M = LockClass.mtx("m").build();
  private static final LockClass RW = LockClass.rw("rw").build();
  private static final LockClass SX = LockClass.sx("sx").build();
  private static final long MILLI = 1_000_000;

  private EdgeScenes() {}

  static final class Cell {
    int value;

    @Racy("says that the value is there")
    volatile int ready;
  }

  /** One scene. */
  interface Scene {
    void play(ExploredRuntime rt, boolean ordered);
  }

  private static KThread t(ExploredRuntime rt, Runnable body) {
    return rt.spawn("t", Priority.USER, 0, body);
  }

  static void spawn(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    if (ordered) {
      c.value = 1;
    }
    KThread t = t(rt, () -> use(c));
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void use(Cell c) {
    if (c.value < 0) {
      throw new AssertionError();
    }
  }

  static void join(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    KThread t = t(rt, () -> c.value = 1);
    if (!ordered) {
      use(c);
    }
    t.join();
    use(c);
  }

  static void mtx(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    Mtx m = rt.mtx(M);
    KThread t =
        t(
            rt,
            () -> {
              m.lock();
              c.value++;
              m.unlock();
            });
    m.lock();
    if (!ordered) {
      m.unlock();
    }
    c.value++;
    if (ordered) {
      m.unlock();
    }
    t.join();
  }

  static void tryLock(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    Mtx m = rt.mtx(M);
    KThread t =
        t(
            rt,
            () -> {
              m.lock();
              c.value++;
              m.unlock();
            });
    boolean got = m.tryLock();
    if (got || !ordered) {
      use(c);
    }
    if (got) {
      m.unlock();
    }
    t.join();
  }

  /** Falling asleep releases the mutex, and waking up takes it. */
  static void interlock(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    Mtx m = rt.mtx(M);
    KThread t =
        t(
            rt,
            () -> {
              m.lock();
              c.value++;
              rt.sleepQueue().sleep(c, m, "nap", false, MILLI, !ordered);
              c.value++;
              if (ordered) {
                m.unlock();
              }
            });
    m.lock();
    c.value++;
    m.unlock();
    rt.pause(2 * MILLI);
    m.lock();
    c.value++;
    m.unlock();
    t.join();
  }

  static void rwWriter(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    RwLock rw = rt.rw(RW);
    KThread t =
        t(
            rt,
            () -> {
              rw.wlock();
              c.value++;
              rw.wunlock();
            });
    if (ordered) {
      rw.rlock();
    }
    use(c);
    if (ordered) {
      rw.runlock();
    }
    t.join();
  }

  /** Two that write as readers are not ordered. */
  static void rwReader(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    RwLock rw = rt.rw(RW);
    KThread t =
        t(
            rt,
            () -> {
              rw.rlock();
              use(c);
              rw.runlock();
            });
    if (ordered) {
      rw.wlock();
    } else {
      rw.rlock();
    }
    c.value++;
    if (ordered) {
      rw.wunlock();
    } else {
      rw.runlock();
    }
    t.join();
  }

  static void downgrade(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    SxLock sx = rt.sx(SX);
    KThread t =
        t(
            rt,
            () -> {
              sx.xlock();
              if (ordered) {
                c.value++;
              }
              sx.downgrade();
              if (!ordered) {
                c.value++;
              }
              rt.pause(MILLI);
              sx.sunlock();
            });
    sx.slock();
    use(c);
    sx.sunlock();
    t.join();
  }

  static void upgrade(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    SxLock sx = rt.sx(SX);
    KThread t =
        t(
            rt,
            () -> {
              sx.slock();
              use(c);
              sx.sunlock();
            });
    sx.slock();
    if (sx.tryUpgrade() == ordered) {
      c.value++;
      if (ordered) {
        sx.xunlock();
      } else {
        sx.sunlock();
      }
    } else if (ordered) {
      sx.sunlock();
    } else {
      sx.xunlock();
    }
    t.join();
  }

  static void condVar(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    Mtx m = rt.mtx(M);
    CondVar cv = rt.cv("cv");
    KThread t =
        t(
            rt,
            () -> {
              m.lock();
              cv.await(m);
              use(c);
              m.unlock();
            });
    while (!cv.hasWaiters()) {
      rt.yieldCpu();
    }
    if (ordered) {
      c.value = 1;
    }
    cv.signal();
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  /** Time that passes orders nothing. */
  static void wakeup(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    AtomicInt done = rt.atomicInt(0);
    KThread t =
        t(
            rt,
            () -> {
              rt.sleepQueue().sleep(c, null, "nap", false, ordered ? 0 : MILLI, false);
              use(c);
              done.set(1);
            });
    c.value = 1;
    while (ordered && done.get() == 0) {
      rt.sleepQueue().wakeup(c);
      rt.yieldCpu();
    }
    t.join();
  }

  static void permit(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    KThread t =
        t(
            rt,
            () -> {
              rt.park(ordered ? LockRuntime.NEVER : rt.uptimeNanos() + MILLI);
              use(c);
            });
    c.value = 1;
    if (ordered) {
      rt.unpark(t);
    }
    t.join();
  }

  static void signal(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    KThread t =
        t(
            rt,
            () -> {
              rt.sleepQueue().sleep(c, null, "nap", true, 0, false);
              use(c);
            });
    if (ordered) {
      c.value = 1;
    }
    t.interrupt();
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void signalTested(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    KThread t =
        t(
            rt,
            () -> {
              while (!rt.curthread().isInterrupted()) {
                rt.yieldCpu();
              }
              use(c);
            });
    if (ordered) {
      c.value = 1;
    }
    t.interrupt();
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void atomicSet(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    AtomicInt a = rt.atomicInt(0);
    KThread t =
        t(
            rt,
            () -> {
              while (a.get() == 0) {
                rt.yieldCpu();
              }
              use(c);
            });
    if (ordered) {
      c.value = 1;
    }
    a.set(1);
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void atomicCas(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    AtomicInt a = rt.atomicInt(0);
    KThread t =
        t(
            rt,
            () -> {
              while (!a.compareAndSet(1, 2)) {
                rt.yieldCpu();
              }
              use(c);
            });
    if (ordered) {
      c.value = 1;
    }
    a.fetchAdd(1);
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void atomicRef(ExploredRuntime rt, boolean ordered) {
    AtomicRef<Cell> a = rt.atomicRef(null);
    KThread t =
        t(
            rt,
            () -> {
              Cell c = a.get();
              if (c != null) {
                use(c);
              }
            });
    Cell c = new Cell();
    if (ordered) {
      c.value = 1;
    }
    a.swap(c);
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void racy(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    KThread t =
        t(
            rt,
            () -> {
              while (c.ready == 0) {
                rt.yieldCpu();
              }
              use(c);
            });
    if (ordered) {
      c.value = 1;
    }
    c.ready = 1;
    if (!ordered) {
      c.value = 1;
    }
    t.join();
  }

  static void callout(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    Callout t = Callout.mpsafe(rt.callouts());
    if (ordered) {
      c.value = 1;
    }
    t.reset(MILLI, () -> c.value++);
    if (!ordered) {
      c.value = 1;
    }
    rt.pause(2 * MILLI);
    t.drain();
    use(c);
  }

  static void taskQueue(ExploredRuntime rt, boolean ordered) {
    Cell c = new Cell();
    TaskQueue q = new TaskQueue(rt, "q", Priority.KTHREAD);
    TaskQueue.Task task = new TaskQueue.Task(pending -> c.value++);
    if (ordered) {
      c.value = 1;
    }
    q.enqueue(task);
    if (!ordered) {
      c.value = 1;
    }
    q.drain(task);
    use(c);
    q.free();
  }
}
