package giantless.stress.lincheck.monitor;

import giantless.lock.KThread;
import giantless.lock.Priority;

/** A thread of a scenario, adopted. */
final class MonitorThread extends KThread {
  private final Thread thread;

  MonitorThread(Thread thread, int cpu) {
    super("thread", Priority.USER, cpu);
    this.thread = thread;
  }

  boolean is(Thread t) {
    return thread == t;
  }

  @Override
  public int priority() {
    return basePriority();
  }

  @Override
  public void interrupt() {
    throw new UnsupportedOperationException("signals");
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }

  @Override
  public boolean clearInterrupt() {
    return false;
  }

  @Override
  public void join() {
    throw new UnsupportedOperationException("join");
  }
}
