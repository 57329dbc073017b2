package giantless.stack;

import giantless.lock.explored.Failure;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs that Witness watches. To remember where each lock was taken costs a third of a run, so that
 * is left to a second run of what has failed in a first one, on the same schedule.
 */
public final class Watched {
  /** Carries the threads of all runs, one of which is made at a time; the JVM's end ends them. */
  public static final ThreadCarrier CARRIER = ThreadCarrier.best();

  private Watched() {}

  /**
   * The failure of the run, with the stacks of the locks that were held; null if it is none.
   *
   * @param run one execution, the same each time; it takes a witness for each host
   */
  public static Failure run(Function<Supplier<Witness>, Failure> run) {
    Failure first = run.apply(() -> Witness.builder().sites(Sites.NONE).build());
    if (first == null) {
      return null;
    }
    Failure again = run.apply(Witness::new);
    if (again == null || again.kind() != first.kind()) {
      throw new AssertionError("failed once and not again on the same schedule: " + first);
    }
    return again;
  }
}
