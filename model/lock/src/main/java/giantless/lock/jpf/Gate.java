package giantless.lock.jpf;

/**
 * What a thread waits for before it can perform its operation. The peer reads these numbers, and
 * the fields of the objects that the gates are about.
 */
final class Gate {
  /** Open. */
  static final int NONE = 0;

  /** Until the {@link JpfMtx} is free. */
  static final int MTX = 1;

  /** Until the {@link SharedState} has no writer, inside or queued. */
  static final int SHARE = 2;

  /** Until the {@link SharedState} has no writer inside, for a thread that shares it already. */
  static final int SHARE_AGAIN = 3;

  /** Until the {@link SharedState} has no writer and no reader. */
  static final int EXCLUDE = 4;

  /**
   * Until the sleep has ended, and then until the {@link JpfMtx}, or the monitor of another object,
   * is free, if there is any.
   */
  static final int RESUME = 5;

  /** Until there is a permit, or the park's deadline had come before. */
  static final int PARK = 6;

  /** Until the {@link JpfThread} has ended. */
  static final int JOIN = 7;

  /** Until no thread can go on and all are idle. */
  static final int OVER = 8;

  /** For ever: the execution has failed. */
  static final int NEVER = 9;

  private Gate() {}
}
