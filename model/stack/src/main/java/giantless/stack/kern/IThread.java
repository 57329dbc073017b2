package giantless.stack.kern;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Giant;
import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;

/**
 * An interrupt thread, ithread(9) and swi(9): runs a handler once for all the times that it was
 * scheduled before. There is no thread before the first {@link #schedule}.
 *
 * <p>No lock. {@code it_need} is raised before the thread is woken and cleared before the handler
 * looks for work, so work that is queued first and scheduled then is always seen. The handler may
 * block on mutexes but must not sleep (locking reference, C.4); one that is not MPSAFE runs under
 * Giant (C.6).
 */
public final class IThread {
  private static final int NEW = 0;
  private static final int STARTED = 1;
  private static final int STOPPED = 2;

  private final LockRuntime rt;
  private final String name;
  private final int priority;
  private final int cpu;
  private final Giant giant;
  private final Runnable handler;
  private final AtomicInt state;
  private final AtomicInt itNeed;

  /** Set by the thread itself before it looks at {@code it_need} for the first time. */
  private final AtomicRef<KThread> thread;

  /**
   * @param giant is taken around the handler; null for a handler that is MPSAFE
   */
  IThread(LockRuntime rt, String name, int priority, int cpu, Giant giant, Runnable handler) {
    this.rt = rt;
    this.name = name;
    this.priority = priority;
    this.cpu = cpu;
    this.giant = giant;
    this.handler = handler;
    this.state = rt.atomicInt(NEW);
    this.itNeed = rt.atomicInt(0);
    this.thread = rt.atomicRef(null);
  }

  public String name() {
    return name;
  }

  /** The CPU that the thread is bound to. */
  public int cpu() {
    return cpu;
  }

  /** Whether the calling thread is this one. */
  public boolean isCurrent() {
    return thread.get() == rt.curthread();
  }

  /**
   * swi_sched(9): has the handler run soon after. May be called by anyone, with any mutex held;
   * does nothing once the thread was stopped.
   */
  public void schedule() {
    if (itNeed.swap(1) != 0) {
      return; // Whoever raised it first wakes the thread.
    }
    if (state.get() == NEW && state.compareAndSet(NEW, STARTED)) {
      rt.spawn(name, priority, cpu, this::loop);
      return;
    }
    KThread t = thread.get();
    if (t != null) {
      rt.unpark(t);
    }
  }

  /**
   * Stops the thread after a handler that runs, and waits for it: a sleep, no mutex may be held.
   * Work that was scheduled and not begun is not done. Not by the thread itself.
   */
  public void stop() {
    if (state.swap(STOPPED) != STARTED) {
      return;
    }
    KThread t = thread.get();
    while (t == null) {
      rt.yieldCpu(); // Between its start and its first step.
      t = thread.get();
    }
    rt.unpark(t);
    t.join();
  }

  private void loop() {
    KThread self = rt.curthread();
    thread.set(self);
    while (state.get() == STARTED) {
      if (itNeed.swap(0) != 0) {
        rt.interruptBegins();
        runHandler();
        rt.interruptEnds();
        LockWatch watch = rt.watch();
        if (watch != null) {
          watch.mustHoldNothing(self, name);
        }
      } else {
        rt.park(LockRuntime.NEVER);
      }
    }
  }

  private void runHandler() {
    if (giant == null) {
      handler.run();
      return;
    }
    giant.lock();
    handler.run();
    giant.unlock();
  }
}
