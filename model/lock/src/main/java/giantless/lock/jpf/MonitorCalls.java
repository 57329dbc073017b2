package giantless.lock.jpf;

/**
 * What the program calls inside Java PathFinder where its code says {@code wait}, {@code notify} or
 * {@code notifyAll} of an object. The names are those of the methods they stand for.
 */
public final class MonitorCalls {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private MonitorCalls() {}

  private static WaitSets sets(Object o) {
    if (o == null) {
      throw new NullPointerException("monitor of null");
    }
    JpfWorld world = Checker.world();
    if (world == null) {
      throw new IllegalStateException("a wait or a notification before there is a world");
    }
    return world.waitSets();
  }

  /** {@link Object#wait()}. */
  public static void wait(Object o) throws InterruptedException {
    sets(o).await(o, 0);
  }

  /** {@link Object#wait(long)}. */
  public static void wait(Object o, long millis) throws InterruptedException {
    wait(o, millis, 0);
  }

  /** {@link Object#wait(long, int)}, but that nanoseconds count, as time is virtual. */
  public static void wait(Object o, long millis, int nanos) throws InterruptedException {
    WaitSets sets = sets(o);
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    if (nanos < 0 || nanos >= NANOS_PER_MILLI) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    boolean tooLong = millis > (Long.MAX_VALUE - nanos) / NANOS_PER_MILLI;
    sets.await(o, tooLong ? Long.MAX_VALUE : millis * NANOS_PER_MILLI + nanos);
  }

  /** {@link Object#notify}. */
  public static void notify(Object o) {
    sets(o).notifyOne(o);
  }

  /** {@link Object#notifyAll}. */
  public static void notifyAll(Object o) {
    sets(o).notifyEach(o);
  }
}
