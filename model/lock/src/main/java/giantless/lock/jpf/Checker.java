package giantless.lock.jpf;

import giantless.lock.explored.Operation;

/** What the model checker does for the runtime. Its native peer implements all of it. */
final class Checker {
  private Checker() {}

  /** Makes the world known to the scheduler; the calling thread is its boot thread. */
  static native void attach(JpfWorld world);

  /** The world that was made known; null if none was. */
  static native JpfWorld world();

  /**
   * A visible operation of the calling thread: returns when it is its turn to perform it. Others
   * may go first, if they touch what it touches; they must, while the thread's {@link Gate} is
   * closed. If the gate is still closed on return, then the thread's deadline has come.
   *
   * @param on what it touches, or null
   * @param second what else it touches, or null
   * @param label for the trace in place of the object's name, or null
   */
  static native void step(Operation.Kind kind, Object on, Object second, String label);

  /** Whether the calling thread's gate is open now. */
  static native boolean admitted();

  /** How the last operation of the calling thread went, for the trace. */
  static native void result(long value);

  /** Whether any thread could go on that does not wait for its deadline. */
  static native boolean anyEnabled();

  /** Every number from 0 to {@code alternatives - 1} is tried. */
  static native int choose(int alternatives, String what);

  /** Whether a thread waits for this lock and cannot have it. */
  static native boolean hasWaiters(Object lock);

  /** The base priority of the thread, or the best one that waiters lend it. */
  static native int lentPriority(JpfThread thread);

  /** Takes the JVM's own monitor of the lock; it is free. */
  static native void monitorEnter(Object lock);

  /** Gives it back. */
  static native void monitorExit(Object lock);

  /** Leaves the object's monitor for good; returns how often it was entered. */
  static native int monitorExitAll(Object owned);

  /** Enters the object's monitor, which is free, as often. */
  static native void monitorEnterAll(Object free, int depth);

  /** What to call those who wait for the notifications of the object's monitor. */
  static native String waitSet(Object object);

  /**
   * The execution has failed; ends it, and does not return.
   *
   * @param kind a name of {@code Failure.Kind}
   * @param thread who failed, or null
   */
  static native void fail(String kind, JpfThread thread, Throwable cause);

  /** The execution has come to its end with all checks passed. Does not return. */
  static native void finish();
}
