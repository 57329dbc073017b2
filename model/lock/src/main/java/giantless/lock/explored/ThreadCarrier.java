package giantless.lock.explored;

/**
 * Carries the threads of worlds, one of which runs at a time. Keeps its stacks for the next thread
 * and the next world, so whoever runs many worlds gives them one carrier. Used by one world at a
 * time; closing ends all stacks.
 */
public abstract class ThreadCarrier implements AutoCloseable {

  ThreadCarrier() {}

  /**
   * The best carrier here: {@link #continuations} if the JVM has them and lets us, else {@link
   * #platformThreads}.
   */
  public static ThreadCarrier best() {
    return ContinuationCarrier.isAvailable() ? new ContinuationCarrier() : new BatonCarrier();
  }

  /**
   * Threads as continuations of the JVM.
   *
   * @throws IllegalStateException where there are none, with the reason
   */
  public static ThreadCarrier continuations() {
    if (!ContinuationCarrier.isAvailable()) {
      throw new IllegalStateException(ContinuationCarrier.whyNot());
    }
    return new ContinuationCarrier();
  }

  /** Threads as threads of the platform that hand on a baton. */
  public static ThreadCarrier platformThreads() {
    return new BatonCarrier();
  }

  /** Whether {@link #continuations} works here. */
  public static boolean hasContinuations() {
    return ContinuationCarrier.isAvailable();
  }

  /** Says which carrier {@link #best} gives, and why not the other one. */
  public static String describeBest() {
    return ContinuationCarrier.isAvailable()
        ? "threads are continuations of the JVM (fast)"
        : "threads are platform threads that hand on a baton (slow): "
            + ContinuationCarrier.whyNot();
  }

  /** What threads are on this carrier. */
  public abstract String describe();

  /** Runs threads, {@code first} to begin with, until one of them switches to nobody. */
  abstract void drive(World world, ExploredThread first);

  /**
   * Called by the running thread: the other one runs, or the driver if it is null. Returns when
   * somebody switches back to the caller.
   */
  abstract void switchTo(ExploredThread from, ExploredThread to);

  /** Called by a thread that must not run any more but cannot be unwound. Does not return. */
  abstract void strand(ExploredThread td);

  /** Lets go of a thread that stands still, without unwinding it; false if that cannot be done. */
  abstract boolean drop(ExploredThread td);

  /** How many stacks exist now. */
  public abstract int stacks();

  @Override
  public abstract void close();
}
