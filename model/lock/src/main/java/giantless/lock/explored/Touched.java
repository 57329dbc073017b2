package giantless.lock.explored;

/** What a scheduler can know of the things that operations touch. */
public final class Touched {

  /** In {@link #holds}: the lock is held exclusively. */
  public static final long HELD = 1;

  /** In {@link #holds}: one shared hold. */
  public static final long SHARED_HOLD = 1L << 8;

  /** In {@link #holds}: one writer in the queue. */
  public static final long QUEUED_WRITER = 1L << 32;

  private Touched() {}

  /**
   * The number of a thing in its world, by which the world knows where it comes from ({@link
   * World#origin}); -1 for what has none.
   */
  public static int number(Object touched) {
    return touched instanceof Numbered ? ((Numbered) touched).number() : -1;
  }

  /** What is the same in all executions of a thing that has no number, though others share it. */
  public static String kind(Object touched) {
    return touched instanceof Kinded ? ((Kinded) touched).kind() : touched.getClass().getName();
  }

  /**
   * Whether a search that cannot tell it from others of its {@link #kind} is not complete: a
   * {@code @Racy} field, or a monitor.
   */
  public static boolean mustBeTold(Object touched) {
    return touched instanceof Kinded;
  }

  /**
   * How the lock is held: {@link #HELD}, plus {@link #SHARED_HOLD} for each shared hold, plus
   * {@link #QUEUED_WRITER} for each queued writer; 0 for what is no lock.
   */
  public static long holds(Object lock) {
    return lock instanceof Resource ? ((Resource) lock).holds() : 0;
  }
}
