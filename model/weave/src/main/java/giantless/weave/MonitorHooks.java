package giantless.weave;

import giantless.lock.explored.Monitors;
import giantless.lock.explored.WovenFields;

/**
 * What woven code calls where it used a monitor: of the world whose threads the Java thread carries
 * or, where it carries none, {@link OutsideMonitors}.
 */
public final class MonitorHooks {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final OutsideMonitors OUTSIDE = new OutsideMonitors();

  private MonitorHooks() {}

  private static Monitors here() {
    WovenFields f = Hooks.here();
    return f == null ? null : f.monitors();
  }

  private static Object checked(Object o) {
    if (o == null) {
      throw new NullPointerException("monitor of null");
    }
    return o;
  }

  /** {@code monitorenter}. */
  public static void enter(Object o) {
    Monitors m = here();
    if (m != null) {
      m.enter(checked(o));
    } else {
      OUTSIDE.enter(checked(o));
    }
  }

  /** {@code monitorexit}. */
  public static void exit(Object o) {
    Monitors m = here();
    if (m != null) {
      m.exit(o);
    } else {
      OUTSIDE.exit(o);
    }
  }

  /** {@link Thread#holdsLock}. */
  public static boolean isHeld(Object o) {
    Monitors m = here();
    return m != null ? m.isHeld(checked(o)) : OUTSIDE.isHeld(checked(o));
  }

  private static void await(Object o, long nanos) throws InterruptedException {
    Monitors m = here();
    if (m != null) {
      m.await(checked(o), nanos);
    } else {
      OUTSIDE.await(checked(o), nanos);
    }
  }

  /** {@link Object#wait()}; the name and those below are those of the methods they stand for. */
  public static void wait(Object o) throws InterruptedException {
    await(o, 0);
  }

  /** {@link Object#wait(long)}. */
  public static void wait(Object o, long millis) throws InterruptedException {
    wait(o, millis, 0);
  }

  /** {@link Object#wait(long, int)}, but that nanoseconds count, as time is virtual. */
  public static void wait(Object o, long millis, int nanos) throws InterruptedException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    if (nanos < 0 || nanos >= NANOS_PER_MILLI) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    boolean tooLong = millis > (Long.MAX_VALUE - nanos) / NANOS_PER_MILLI;
    await(o, tooLong ? Long.MAX_VALUE : millis * NANOS_PER_MILLI + nanos);
  }

  /** {@link Object#notify}. */
  public static void notify(Object o) {
    Monitors m = here();
    if (m != null) {
      m.notifyOne(checked(o));
    } else {
      OUTSIDE.notifyEach(checked(o));
    }
  }

  /** {@link Object#notifyAll}. */
  public static void notifyAll(Object o) {
    Monitors m = here();
    if (m != null) {
      m.notifyEach(checked(o));
    } else {
      OUTSIDE.notifyEach(checked(o));
    }
  }
}
