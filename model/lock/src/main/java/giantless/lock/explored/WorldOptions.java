package giantless.lock.explored;

import java.util.Set;
import java.util.function.Consumer;

/** What a {@link World} is built with. Change it before the world is made. */
public final class WorldOptions {
  long seed = 1;
  long stepLimit = 5_000_000;
  int traceLimit = 200_000;
  boolean sites;
  boolean eagerDeadlock = true;
  boolean dropThreads;
  long epochNanos = 1_092_614_400_000_000_000L;
  ThreadCarrier carrier;
  boolean races = Boolean.getBoolean("giantless.races");
  boolean raceStacks;
  Consumer<Race> raceListener;
  Set<Edge> forgotten = Set.of();

  /** The seed of {@code LockRuntime.random}; 1 if not set. */
  public WorldOptions seed(long value) {
    seed = value;
    return this;
  }

  /** How many steps a run may take before it fails with {@link Failure.Kind#STEP_BOUND}. */
  public WorldOptions stepLimit(long value) {
    stepLimit = value;
    return this;
  }

  /** How many steps of a run are recorded; later ones run unrecorded. 0 records nothing. */
  public WorldOptions traceLimit(int value) {
    traceLimit = value;
    return this;
  }

  /** Records the source line of every operation. Slow; off if not set. */
  public WorldOptions sites(boolean value) {
    sites = value;
    return this;
  }

  /**
   * Whether a cycle of lock waits fails the run as soon as it closes, though other threads can
   * still run; on if not set. Off, a deadlock is found when nothing can run any more.
   */
  public WorldOptions eagerDeadlock(boolean value) {
    eagerDeadlock = value;
    return this;
  }

  /**
   * Whether threads that are left at the end of an execution are dropped where they stand, if the
   * carrier can, without running their {@code finally} blocks. Cheaper; off if not set.
   */
  public WorldOptions dropThreads(boolean value) {
    dropThreads = value;
    return this;
  }

  /** The time of day at the world's start, in nanoseconds since 1970; 2004-08-16 if not set. */
  public WorldOptions epochNanos(long value) {
    epochNanos = value;
    return this;
  }

  /**
   * Whether accesses to woven fields that nothing orders fail the run ({@link Failure.Kind#RACE});
   * {@link WovenFields} says what is seen. If not set, the system property {@code giantless.races}
   * decides, which is {@code true} in woven tests. Costs little where nothing is woven.
   */
  public WorldOptions races(boolean value) {
    races = value;
    return this;
  }

  /** Whether a race has the stacks of both accesses. Slow, as every access notes its own. */
  public WorldOptions raceStacks(boolean value) {
    raceStacks = value;
    return this;
  }

  /** Is told of each race, in the thread of the second access, and the run goes on. */
  public WorldOptions raceListener(Consumer<Race> value) {
    raceListener = value;
    return this;
  }

  /** For tests of the detector: edges that it shall not know. */
  WorldOptions forget(Set<Edge> value) {
    forgotten = value;
    return this;
  }

  /**
   * Threads come from this carrier, which stays open; if not set, the world makes and closes one.
   */
  public WorldOptions carrier(ThreadCarrier value) {
    carrier = value;
    return this;
  }
}
