package giantless.lock.explored;

import giantless.lock.LockWatch;
import giantless.lock.jpf.JpfWorld;

/**
 * In the place of the explorer's world inside Java PathFinder, so that scenarios are the same
 * bytecode. It has what scenarios use of that one; what it has not fails as a missing method.
 */
public final class World extends JpfWorld {

  public World(int earlyExpiries, long seed) {
    super(earlyExpiries, seed);
  }

  @Override
  public ExploredRuntime runtime(String host, LockWatch watch, int cpus) {
    return (ExploredRuntime) super.runtime(host, watch, cpus);
  }

  @Override
  protected ExploredRuntime make(String host, LockWatch watch, int cpus) {
    return new ExploredRuntime(this, host, watch, cpus);
  }

  /** Runs the body, and all other threads, by one schedule; a failure ends the execution. */
  public Result settle(Runnable body) {
    drive(body);
    return new Result(null, false, 0, 0, null);
  }
}
