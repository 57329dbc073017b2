package giantless.explore.search;

import giantless.lock.explored.Failure;
import giantless.lock.explored.World;

/** What is explored: makes the same small program anew for every execution. */
@FunctionalInterface
public interface Program {

  /**
   * Makes the program's machines, locks and data in the world, outside of a run.
   *
   * @return the body of thread main, which spawns the others, joins them and checks what is left
   */
  Runnable begin(World world);

  /**
   * Looks at what an execution that came to its own end has left, outside of the run.
   *
   * @return what is wrong, or null
   */
  default Failure end(World world) {
    return null;
  }

  /**
   * A hash of the code that it runs, for its {@link Fingerprint}: a search that was saved goes on
   * only with the same code. Empty if the schedules that the fingerprint runs are enough.
   */
  default String code() {
    return "";
  }
}
