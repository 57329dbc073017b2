package giantless.lock.explored;

/**
 * Decides who is next. Called at every visible operation, on the stack of whichever thread runs, so
 * it must not touch locks of the world; it sees the world through {@link World}'s view methods.
 *
 * <p>A decision is a number: a thread's {@link ExploredThread#id} to let it perform the operation
 * that it has published, or {@code ~id} to let the thread's deadline come. The sequence of
 * decisions, with the answers of {@link #choose} in between, is the schedule.
 */
public interface Scheduler {

  /** The decision that gives the execution up. */
  int STOP = Integer.MIN_VALUE;

  /** An execution begins. */
  default void begin(World world) {}

  /**
   * Whether a deadline may come while threads can run: then {@code ~id} may be answered for any
   * thread that {@link World#isExpirable} names, and reading the clock is a visible operation. If
   * not, time moves by itself, and only when no thread can run.
   */
  default boolean timeIsChoice() {
    return false;
  }

  /**
   * The step that is being performed woke the thread, or gave it a permit, or a signal that ends
   * what it waits for.
   */
  default void woke(World world, ExploredThread thread) {}

  /** The execution has ended or failed; its threads stand where they stood. */
  default void end(World world) {}

  /**
   * Who is next. At least one thread is enabled, or, with {@link #timeIsChoice}, expirable.
   *
   * @return a thread's id, {@code ~id}, or {@link #STOP}
   */
  int next(World world);

  /** Answers {@code choose(n)} of a thread: 0 to {@code alternatives - 1}. */
  default int choose(World world, ExploredThread thread, int alternatives, String what) {
    return 0;
  }
}
