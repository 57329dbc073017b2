package giantless.explore.search;

import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;

/**
 * One search: a scheduler that remembers. For every execution {@link #advance} is called, then it
 * schedules, then {@link #done} is called. An object searches once.
 */
public interface Strategy extends Scheduler {

  /** What it is called on the command line and in results. */
  String name();

  /** Makes ready for the next execution; false if there is none. */
  boolean advance();

  /** The execution is over. */
  default void done(Result result) {}

  /**
   * Whether a false from {@link #advance} means that every schedule within the bounds was visited.
   */
  boolean isExhaustive();

  /** The bounds within which it is exhaustive, or what is sampled; for the result. */
  String bounds();

  /** Executions that were begun and given up as others had covered them. */
  default long redundant() {
    return 0;
  }

  /**
   * How many branches wait at the moment; grows and shrinks. Where there is such a thing it is 0
   * only if nothing is left; else it is always 0.
   */
  default long frontier() {
    return 0;
  }

  /** Whether {@link #advance} will answer true; true where that is not known before. */
  default boolean hasMore() {
    return true;
  }
}
