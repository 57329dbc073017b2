package giantless.explore.scenario;

import giantless.lock.Callout;
import giantless.lock.CalloutWheel;
import giantless.lock.LockWatch;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a scenario's constructor is given: the world of one execution and its machines. It is kept
 * in a final field where actors need it.
 */
public final class Setup {
  private static final int CPUS = 2;

  private final World world;
  private final LockWatch watch;
  private final List<ExploredRuntime> runtimes = new ArrayList<>(2);
  private final List<Cleanup> cleanups = new ArrayList<>(2);
  private final List<Object> registered = new ArrayList<>(2);
  private final List<CalloutWheel> wheels = new ArrayList<>(2);
  private final List<Callout> callouts = new ArrayList<>(2);
  private final List<Sleeper> sleepers = new ArrayList<>(2);
  private boolean running;

  Setup(World world, LockWatch watch) {
    this.world = world;
    this.watch = watch;
  }

  public World world() {
    return world;
  }

  /** The machine of scenarios that have one; its threads have no prefix in traces. */
  public ExploredRuntime runtime() {
    return runtime("");
  }

  /** The machine with this name; made by the first call, with two CPUs and Witness. */
  public ExploredRuntime runtime(String host) {
    return runtime(host, CPUS);
  }

  /**
   * The machine with this name.
   *
   * @param cpus at least 1; counts in the first call for a name
   */
  public ExploredRuntime runtime(String host, int cpus) {
    for (ExploredRuntime rt : runtimes) {
      if (rt.host().equals(host)) {
        return rt;
      }
    }
    ExploredRuntime rt = world.runtime(host, watch, cpus);
    runtimes.add(rt);
    return rt;
  }

  /** The machines made so far, in order. */
  public List<ExploredRuntime> runtimes() {
    return List.copyOf(runtimes);
  }

  /**
   * A choice of which the search tries every answer, 0 being the ordinary one. For actors.
   *
   * @param what for the trace, for example {@code "packet is lost"}
   * @throws IllegalStateException in the constructor, where nobody is there to choose
   */
  public int choose(int alternatives, String what) {
    if (!running) {
      throw new IllegalStateException(
          "choose(" + alternatives + ", \"" + what + "\") belongs into an actor, not into set-up");
    }
    return runtimes.get(0).choose(alternatives, what);
  }

  /**
   * To be done when the invariants have been checked, and not after a failure; the last one given
   * is done first. It may sleep, as a shutdown does. What it throws fails the execution.
   */
  public void cleanup(Cleanup action) {
    cleanups.add(action);
  }

  /**
   * Tells the shared checkers of a thing, for example a {@code Host}.
   *
   * @return the thing
   */
  public <T> T register(T thing) {
    registered.add(thing);
    return thing;
  }

  /** What was registered and is of this class, in order; for checkers. */
  public <T> List<T> registered(Class<T> type) {
    List<T> found = new ArrayList<>(registered.size());
    for (Object o : registered) {
      if (type.isInstance(o)) {
        found.add(type.cast(o));
      }
    }
    return found;
  }

  /**
   * Says that a callout belongs to the machine and may be pending at the end. Others that are
   * pending then are a leak.
   *
   * @return the callout
   */
  public Callout background(Callout callout) {
    callouts.add(callout);
    return callout;
  }

  /** Says that all callouts of a machine belong to it, and may be pending at the end. */
  public void background(CalloutWheel wheel) {
    wheels.add(wheel);
  }

  /**
   * Says what a thread waits for. If it sleeps or is parked at the end of an execution although
   * that is true, it has lost its wakeup, also if it is a kernel thread that may be idle.
   *
   * @param who a wait message, or the name of a thread
   * @param what for the message, for example {@code "the queue has a packet"}
   * @param isTrue looks at fields and takes no lock
   */
  public void sleepsUntil(String who, String what, BooleanSupplier isTrue) {
    sleepers.add(new Sleeper(who, what, isTrue));
  }

  /** The first who sleeps in vain, in words; null if nobody does. */
  String sleepsInVain() {
    for (Sleeper s : sleepers) {
      String lost = s.lost(world);
      if (lost != null) {
        return lost;
      }
    }
    return null;
  }

  boolean isBackground(CalloutWheel wheel) {
    return wheels.contains(wheel);
  }

  /** How many of the callouts that were named are pending. */
  int pendingBackgroundCallouts() {
    int n = 0;
    for (Callout c : callouts) {
      n += c.isPending() ? 1 : 0;
    }
    return n;
  }

  void begin() {
    running = true;
    if (runtimes.isEmpty()) {
      runtime();
    }
  }

  void cleanUp() throws Exception {
    for (int i = cleanups.size() - 1; i >= 0; i--) {
      cleanups.get(i).run();
    }
  }
}
