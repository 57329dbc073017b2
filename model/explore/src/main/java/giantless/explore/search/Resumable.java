package giantless.explore.search;

/**
 * A strategy that can be put down between two executions and taken up again, in another JVM too, by
 * an object that was made with the same bounds. What it then visits is what it would have visited.
 */
public interface Resumable extends Strategy {

  /** Name and bounds, as {@link Strategies#parse} reads them. */
  String spec();

  /** Writes down how far it is; to be called between two executions, and goes on undisturbed. */
  void save(StateWriter out);

  /**
   * Takes up what was saved; to be called before the first execution.
   *
   * @throws StateException if it was saved with other bounds or is not whole
   */
  void restore(StateReader in);
}
