package giantless.explore.scenario;

import giantless.explore.minimise.Reducible;
import giantless.lock.CalloutWheel;
import giantless.lock.KThread;
import giantless.lock.LockWatch;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A scenario as a program: for each execution a new object of its class, made by the default
 * schedule; then the actors and thread {@code main}, explored; then, by the default schedule again,
 * invariants, cleanup and the shared checkers. So only what the actors do is explored, together
 * with the machine's own threads as far as the actors make them run.
 */
public final class ScenarioProgram implements Reducible {
  private final ScenarioClass type;
  private final List<Checker> checkers;
  private final Supplier<LockWatch> watch;
  private final BitSet kept;
  private String code = "";
  private UnaryOperator<Scheduler> onlooker = s -> s;
  private Setup setup;
  private Object scenario;

  /** Set-up has been seen once, and is the same each time. */
  private boolean hasBegun;

  /**
   * @param checkers look at every execution that came to its end
   * @param watch gives what the machines of an execution are watched by; or null
   */
  public ScenarioProgram(ScenarioClass type, List<Checker> checkers, Supplier<LockWatch> watch) {
    this(type, checkers, watch, all(type));
  }

  private ScenarioProgram(
      ScenarioClass type, List<Checker> checkers, Supplier<LockWatch> watch, BitSet kept) {
    this.type = type;
    this.checkers = List.copyOf(checkers);
    this.watch = watch;
    this.kept = kept;
  }

  private static BitSet all(ScenarioClass type) {
    BitSet all = new BitSet();
    all.set(0, type.actors().size());
    return all;
  }

  /** Numbered in the order of {@link ScenarioClass#actorNames}. */
  @Override
  public int actors() {
    return type.actors().size();
  }

  @Override
  public ScenarioProgram with(BitSet actors) {
    return new ScenarioProgram(type, checkers, watch, (BitSet) actors.clone()).code(code);
  }

  public ScenarioClass type() {
    return type;
  }

  /** Has its set-up and its checks at the end scheduled by one that follows the one schedule. */
  ScenarioProgram settledBy(UnaryOperator<Scheduler> following) {
    onlooker = following;
    return this;
  }

  /** With the hash of its code, for searches that are kept. */
  ScenarioProgram code(String hash) {
    code = hash;
    return this;
  }

  @Override
  public String code() {
    return code;
  }

  /**
   * @throws BadScenario if the scenario's set-up fails
   */
  @Override
  public Runnable begin(World world) {
    Setup s = new Setup(world, watch.get());
    setup = s;
    scenario = null;
    Runnable setUp =
        () -> {
          OwnThreads.forbid();
          unchecked(() -> scenario = type.create(s));
        };
    Result made = world.settle(setUp, hasBegun, onlooker);
    if (made.failure() != null) {
      throw setUpFailed(made.failure());
    }
    hasBegun = true;
    s.begin();
    Object object = scenario;
    List<ScenarioClass.Part> parts = kept();
    KThread[] threads = new KThread[parts.size()];
    for (int i = 0; i < threads.length; i++) {
      ScenarioClass.Part p = parts.get(i);
      threads[i] =
          machine(s, p)
              .spawn(
                  p.threadName(),
                  p.actor().priority() >= 0 ? p.actor().priority() : type.scenario().priority(),
                  p.actor().cpu(),
                  () -> {
                    OwnThreads.forbid();
                    unchecked(() -> p.call(object));
                  });
    }
    if (!type.everyStep().isEmpty()) {
      world.afterStep(() -> unchecked(() -> holds(object, type.everyStep())));
    }
    return () -> {
      for (KThread t : threads) {
        t.join();
      }
    };
  }

  private List<ScenarioClass.Part> kept() {
    List<ScenarioClass.Part> parts = new ArrayList<>(type.actors());
    parts.removeIf(p -> !kept.get(type.actors().indexOf(p)));
    return parts;
  }

  private BadScenario setUpFailed(Failure f) {
    Throwable e = f.cause();
    String at = e == null ? null : Where.in(type.type(), e.getStackTrace());
    return new BadScenario(
        type.type().getName()
            + " fails in set-up, at "
            + (at == null ? ClassLines.of(type.type()) : at)
            + ": "
            + (e == null ? f.message() : e.toString()),
        e);
  }

  private ExploredRuntime machine(Setup s, ScenarioClass.Part p) {
    String host = p.actor().host();
    for (ExploredRuntime rt : s.runtimes()) {
      if (host.isEmpty() || rt.host().equals(host)) {
        return rt;
      }
    }
    throw new BadScenario(
        type.name()
            + ": actor "
            + p.threadName()
            + " runs on machine \""
            + host
            + "\", which set-up does not make");
  }

  @Override
  public Failure end(World world) {
    Setup s = setup;
    Object object = scenario;
    return world
        .settle(
            () ->
                unchecked(
                    () -> {
                      String lost = s.sleepsInVain();
                      if (lost != null) {
                        throw new LostWakeupError(lost);
                      }
                      looks(world, object);
                      holds(object, type.atEnd());
                      for (int i = 0; i < checkers.size(); i++) {
                        checkers.get(i).inspect(s);
                      }
                      s.cleanUp();
                      for (int i = 0; i < checkers.size(); i++) {
                        checkers.get(i).check(s);
                      }
                      nothingIsLeft(s);
                    }),
            false,
            onlooker)
        .failure();
  }

  /** Who sleeps although what it waits for is true, in the world as it stands; or null. */
  String sleepsInVain(World world) {
    return setup != null && setup.world() == world ? setup.sleepsInVain() : null;
  }

  /** The invariants of every step, once more at the end. */
  private void looks(World world, Object object) {
    world.look(
        () -> {
          unchecked(() -> holds(object, type.everyStep()));
          return null;
        });
  }

  private static void holds(Object object, List<ScenarioClass.Part> invariants) throws Throwable {
    for (int i = 0; i < invariants.size(); i++) {
      invariants.get(i).call(object);
    }
  }

  /** The scenario's own leaks, which need no checker that knows the machine. */
  private static void nothingIsLeft(Setup s) {
    int expected = s.pendingBackgroundCallouts();
    int pending = 0;
    for (ExploredRuntime rt : s.runtimes()) {
      CalloutWheel wheel = rt.callouts();
      pending += s.isBackground(wheel) ? 0 : wheel.pending();
    }
    if (pending > expected) {
      int n = pending - expected;
      throw new LeakError(
          (n == 1 ? "a callout is" : n + " callouts are")
              + " pending at the end, and the machine's own are not counted");
    }
  }

  /** What may throw anything. */
  private interface Body {
    void run() throws Throwable;
  }

  private static void unchecked(Body body) {
    try {
      body.run();
    } catch (Throwable e) {
      ScenarioProgram.<RuntimeException>sneak(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable e) throws E {
    throw (E) e;
  }
}
