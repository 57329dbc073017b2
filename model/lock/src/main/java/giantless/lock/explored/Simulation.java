package giantless.lock.explored;

import java.util.function.Consumer;

/**
 * One body, one machine, one verdict: the short way to a {@link World}. The machine has no name, no
 * watch and two CPUs; whoever needs more makes the world.
 *
 * <pre>{@code
 * Simulation.run(rt -> {
 *   Mtx m = rt.mtx(Locks.SO_RCV);
 *   ...
 * }).orThrow();
 * }</pre>
 */
public final class Simulation {
  private static final int CPUS = 2;

  private Simulation() {}

  /** Runs the body under the default schedule: a discrete-event simulation. */
  public static Result run(Consumer<ExploredRuntime> body) {
    return run(new DeterministicScheduler(), new WorldOptions(), body);
  }

  /** Runs the body under a random schedule; the seed decides it, and what {@code random} gives. */
  public static Result run(long seed, Consumer<ExploredRuntime> body) {
    return run(new RandomScheduler(seed), new WorldOptions().seed(seed), body);
  }

  public static Result run(Scheduler scheduler, Consumer<ExploredRuntime> body) {
    return run(scheduler, new WorldOptions(), body);
  }

  /** Runs the body; whatever threads are left are unwound on return. */
  public static Result run(
      Scheduler scheduler, WorldOptions options, Consumer<ExploredRuntime> body) {
    try (World world = new World(scheduler, options)) {
      ExploredRuntime rt = world.runtime("", null, CPUS);
      return world.run(() -> body.accept(rt));
    }
  }
}
