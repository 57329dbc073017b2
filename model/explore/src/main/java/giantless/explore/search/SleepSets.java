package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.World;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Every class of executions by sleep sets alone, after Godefroid, "Partial-Order Methods for the
 * Verification of Concurrent Systems", LNCS 1032, 1996: at every point all threads that can go on
 * are tried, but for those whose step is known to be covered. No class is visited twice; unlike
 * {@link Dpor} it gives up executions that turn out to be covered.
 *
 * <p>What it is for: it can end executions after so many operations, and then visits each class of
 * such beginnings once, which a search that plans from whole executions cannot. So it proves that
 * nothing shorter fails, and cuts a search into parts.
 *
 * <p>Quiet steps are taken at once, as nobody else sees them or hinders them: starts, ends and
 * spawns of threads, and choices; the first three only where deadlines do not come early, as a
 * thread may set one behind such a step.
 */
public final class SleepSets implements Strategy {

  /** A point on the path. */
  private static final class Frame {
    final Node node = new Node();

    /** The actors to be tried here, one after another. */
    int[] options = new int[4];

    int count;
    int at;
    boolean quiet;
    int answer;
    int answers;

    /** Operations up to here. */
    int operations;

    int actor() {
      return options[at];
    }

    void add(int actor) {
      if (count == options.length) {
        options = Arrays.copyOf(options, count * 2);
      }
      options[count++] = actor;
    }
  }

  private final int limit;
  private final int expiryBound;
  private final Log log;
  private Frame[] frames = new Frame[64];
  private int depth;
  private int prefix;
  private boolean begun;
  private boolean exhausted;

  /** An execution was ended by the limit. */
  private boolean cut;

  private boolean covered;
  private boolean stopped;

  /** Something was not followed to its end. */
  private boolean gaps;

  private long redundant;
  private Consumer<SleepSets> beginnings = s -> {};

  /** Without a limit. */
  public SleepSets() {
    this(Integer.MAX_VALUE, 0);
  }

  /**
   * @param limit an execution ends before it has more operations than that; {@link #isOperation}
   *     says what counts
   * @param expiries how many deadlines of an execution may come while threads can go on
   */
  public SleepSets(int limit, int expiries) {
    this(limit, expiries, new Names());
  }

  SleepSets(int limit, int expiries, Names names) {
    this.limit = limit;
    this.expiryBound = expiries;
    this.log = new Log(names);
  }

  /** Is told of every execution that came to its end or to the limit, before the next begins. */
  SleepSets beginnings(Consumer<SleepSets> value) {
    beginnings = value;
    return this;
  }

  /** Whether it counts: starts, ends and spawns of threads and choices do not. */
  public static boolean isOperation(Operation.Kind kind) {
    switch (kind) {
      case START:
      case END:
      case SPAWN:
      case CHOOSE:
        return false;
      default:
        return true;
    }
  }

  @Override
  public String name() {
    return "sleep sets";
  }

  @Override
  public String bounds() {
    return (limit == Integer.MAX_VALUE ? "" : "up to " + limit + " operations; ")
        + (expiryBound == 0
            ? "time passes when no thread can go on"
            : "up to " + expiryBound + " deadlines come early");
  }

  /** Within its limit: see {@link #isCut}. */
  @Override
  public boolean isExhaustive() {
    return exhausted && !gaps;
  }

  /** Whether there was an execution that the limit ended. */
  public boolean isCut() {
    return cut;
  }

  @Override
  public long redundant() {
    return redundant;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  @Override
  public boolean advance() {
    if (!begun) {
      begun = true;
      return true;
    }
    for (int d = depth - 1; d >= 0; d--) {
      Frame f = frames[d];
      if (++f.answer < f.answers) {
        prefix = d + 1;
        return true;
      }
      f.answer = 0;
      f.answers = 0;
      if (f.at + 1 < f.count) {
        f.node.sleep(f.actor(), log.step(d).touch);
        f.at++;
        prefix = d + 1;
        return true;
      }
    }
    exhausted = true;
    return false;
  }

  @Override
  public void begin(World world) {
    depth = 0;
    covered = false;
    stopped = false;
    log.begin(world, Math.max(0, prefix - 1));
  }

  @Override
  public int next(World world) {
    log.settle();
    if (depth >= prefix && !open(world)) {
      stopped = true;
      return Scheduler.STOP;
    }
    int actor = frames[depth].actor();
    int decision = log.decision(actor);
    if (!world.isPossible(decision)) {
      throw new IllegalStateException(
          "not deterministic: step " + depth + " of the same schedule cannot be taken any more");
    }
    log.take(actor, (actor & 1) == 1 && expiries() >= expiryBound);
    depth++;
    return decision;
  }

  /** A point that the search has not been at; false if the execution ends here. */
  private boolean open(World world) {
    if (depth == frames.length) {
      frames = Arrays.copyOf(frames, depth * 2);
    }
    if (frames[depth] == null) {
      frames[depth] = new Frame();
    }
    Frame f = frames[depth];
    f.node.clear();
    f.count = 0;
    f.at = 0;
    f.answer = 0;
    f.answers = 0;
    f.quiet = false;
    f.operations = 0;
    if (depth > 0) {
      Step taken = log.step(depth - 1);
      f.node.inherit(frames[depth - 1].node, taken.touch);
      f.operations = frames[depth - 1].operations + (isOperation(taken.kind) ? 1 : 0);
    }
    options(world, f);
    if (f.count == 0) {
      covered = true;
      redundant++;
      return false;
    }
    if (f.operations >= limit && !f.quiet) {
      cut = true;
      return false;
    }
    return true;
  }

  private void options(World world, Frame f) {
    boolean stuck = true;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      if (world.isEnabled(td)) {
        stuck = false;
        int actor = log.actor(td.id());
        if (isQuiet(td)) {
          f.count = 0;
          f.add(actor);
          f.quiet = true;
          return;
        }
        if (!f.node.sleeps(actor)) {
          f.add(actor);
        }
      }
    }
    if (stuck || expiries() < expiryBound) {
      for (int i = 0; i < world.liveCount(); i++) {
        ExploredThread td = world.live(i);
        if (world.isExpirable(td) && !f.node.sleeps(log.expiryActor(td.id()))) {
          f.add(log.expiryActor(td.id()));
        }
      }
    }
  }

  private boolean isQuiet(ExploredThread td) {
    switch (td.operation().kind()) {
      case CHOOSE:
        return true;
      case START:
      case SPAWN:
        return expiryBound == 0;
      case END:
        return expiryBound == 0 && !td.isMain();
      default:
        return false;
    }
  }

  private int expiries() {
    int n = 0;
    for (int i = 0; i < log.size(); i++) {
      n += log.step(i).kind == Operation.Kind.EXPIRE ? 1 : 0;
    }
    return n;
  }

  @Override
  public int choose(World world, ExploredThread thread, int alternatives, String what) {
    Frame f = frames[depth - 1];
    f.answers = alternatives;
    log.answer(f.answer);
    return f.answer;
  }

  @Override
  public void woke(World world, ExploredThread thread) {
    log.woke(thread);
  }

  @Override
  public void end(World world) {
    log.settle();
    gaps |= log.isConfused() || (!stopped && Options.anyEnabled(world));
    if (!covered) {
      beginnings.accept(this);
    }
  }

  // ---- What a part of the search begins with ----

  int depth() {
    return depth;
  }

  Branch branch(int d) {
    Frame f = frames[d];
    return new Branch(f.actor(), f.answers > 0 ? f.answer : Step.NONE, null);
  }

  boolean isQuiet(int d) {
    return frames[d].quiet;
  }

  /** Who sleeps before the step there, besides those who slept before. */
  Node node(int d) {
    return frames[d].node;
  }

  /** Whether fields could not be told apart, so that something may have been missed. */
  public boolean isConfused() {
    return log.isConfused();
  }
}
