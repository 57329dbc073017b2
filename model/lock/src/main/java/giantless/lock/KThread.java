package giantless.lock;

/**
 * A thread of the kernel: what owns locks, sleeps and has a priority. Each runtime has its own
 * subclass. A host's thread that the runtime did not start is adopted on first use.
 */
public abstract class KThread {
  private final String name;
  private final int basePriority;
  private final int cpu;
  private final HeldLocks held = new HeldLocks();
  private Object attachment;

  protected KThread(String name, int basePriority, int cpu) {
    this.name = name;
    this.basePriority = basePriority;
    this.cpu = cpu;
  }

  public final String name() {
    return name;
  }

  /** The priority that it was made with; see {@link Priority}. */
  public final int basePriority() {
    return basePriority;
  }

  /** The priority now: the base, or a better one that a waiter lends. */
  public abstract int priority();

  /** The CPU that it is bound to, from 0. */
  public final int cpu() {
    return cpu;
  }

  /** The locks held, for the watches; only the thread itself may look. */
  public final HeldLocks held() {
    return held;
  }

  /** What the kernel has attached, struct thread; null for none. Only the thread itself may ask. */
  public final Object attachment() {
    return attachment;
  }

  /** Attaches the kernel's own record of the thread. Only the thread itself may do it. */
  public final void attach(Object record) {
    attachment = record;
  }

  /** Posts a signal: ends the interruptible sleep of the thread now, or its next one. */
  public abstract void interrupt();

  /** Whether a signal is posted and not yet taken. */
  public abstract boolean isInterrupted();

  /** Takes a posted signal; true if there was one. */
  public abstract boolean clearInterrupt();

  /**
   * Waits until the thread has ended. A sleep: no mutex may be held, but Giant, which is dropped
   * meanwhile: that of the caller's machine, and that of this thread's if it is another.
   */
  public abstract void join();

  @Override
  public String toString() {
    return name;
  }
}
