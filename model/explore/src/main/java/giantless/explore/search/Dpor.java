package giantless.explore.search;

import giantless.lock.explored.ExploredThread;
import giantless.lock.explored.Operation;
import giantless.lock.explored.World;
import java.util.Arrays;

/**
 * Optimal dynamic partial order reduction: one execution for every class of executions that differ
 * only in the order of independent steps. Source sets with wakeup trees and sleep sets, after
 * Abdulla, Aronis, Jonsson and Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial
 * Order Reduction", Journal of the ACM 64(4), 2017.
 *
 * <p>What is particular here:
 *
 * <ul>
 *   <li>A step that waited for another (a lock for its unlock) could not have come before it; it
 *       competes with the step that made it wait (the other's acquisition), which {@link
 *       Log#couldBeWithout} finds. Steps that were never taken, in a deadlock or as a deadline was
 *       cancelled, compete too.
 *   <li>The coming of a deadline is a step of an actor of its own.
 *   <li>A choice is independent of everything; it is taken as soon as its thread comes to it, with
 *       every answer in turn. That is a source of redundant executions: an answer may have been
 *       needed only because of what another one leads to.
 *   <li>A plan whose next step turns out to be covered, as what the step touches was known less
 *       exactly when it was planned, is dropped: the execution is redundant, and no class comes
 *       twice.
 * </ul>
 */
public final class Dpor implements Resumable {
  private final int expiryBound;
  private Log log;
  private Node[] nodes = new Node[64];
  private int depth;
  private int prefix;
  private boolean begun;

  /** The next execution is prepared already. */
  private boolean ready;

  /**
   * The points before it are another's: the search is the part of a whole that begins there. All
   * that can be done there instead is in other parts.
   */
  private int base;

  /**
   * The step that was planned cannot be taken, so what was to follow is not known to be covered.
   */
  private boolean dead;

  /** The execution was given up by this search. */
  private boolean stopped;

  private boolean exhausted;

  /** No execution has left steps behind that the next one shares. */
  private boolean fresh;

  /** Something was not followed to its end. */
  private boolean gaps;

  private long redundant;
  private int[] sequence = new int[64];

  /** By actor, how many of its steps come before the one that is looked at. */
  private int[] seen = new int[64];

  /** What comes before the last step of the sequence, which is moved away from where it was. */
  private final Step moved = new Step();

  /** Deadlines come only when nothing else can. */
  public Dpor() {
    this(0);
  }

  /**
   * @param expiries how many deadlines of an execution may come while threads can go on; those
   *     after them come only when nothing else can
   */
  public Dpor(int expiries) {
    this.expiryBound = expiries;
    this.log = new Log(new Names());
  }

  @Override
  public String name() {
    return "dpor";
  }

  @Override
  public String bounds() {
    return expiryBound == 0
        ? "time passes when no thread can go on"
        : "up to " + expiryBound + " deadlines come early";
  }

  @Override
  public boolean isExhaustive() {
    return exhausted && !gaps;
  }

  @Override
  public long redundant() {
    return redundant;
  }

  @Override
  public long frontier() {
    if (exhausted || !begun) {
      return exhausted ? 0 : 1;
    }
    // What was taken is over; what is prepared waits still.
    int end = ready ? prefix : dead ? depth + 1 : depth;
    return (ready && prefix == 0 ? 1 : 0) + Node.waiting(nodes, end, ready);
  }

  @Override
  public boolean hasMore() {
    return frontier() > 0;
  }

  @Override
  public boolean timeIsChoice() {
    return true;
  }

  // ---- Kept for later ----

  @Override
  public String spec() {
    return "dpor:" + expiryBound;
  }

  @Override
  public void save(StateWriter out) {
    if (!ready && !exhausted) {
      ready = prepare();
    }
    out.line("dpor", expiryBound, redundant, gaps, log.isConfused(), exhausted);
    log.names().save(out);
    out.line("path", base, exhausted ? 0 : prefix);
    for (int d = 0; d < prefix && !exhausted; d++) {
      out.line("point", nodes[d].quiet);
      NodeState.save(nodes[d], out);
    }
  }

  @Override
  public void restore(StateReader in) {
    int expiries = in.line("dpor").integer();
    if (expiries != expiryBound) {
      throw in.error(expiries + " deadlines may come early in it, not " + expiryBound);
    }
    redundant = in.number();
    gaps = in.truth();
    gaps |= in.truth();
    exhausted = in.truth();
    log = new Log(Names.restore(in));
    base = in.line("path").integer();
    prefix = in.integer();
    nodes = new Node[Math.max(64, prefix)];
    for (int d = 0; d < prefix; d++) {
      boolean quiet = in.line("point").truth();
      nodes[d] = NodeState.restore(in);
      nodes[d].quiet = quiet;
    }
    begun = true;
    ready = !exhausted;
    fresh = true;
  }

  // ---- From one execution to the next ----

  @Override
  public boolean advance() {
    boolean more = ready || (!exhausted && prepare());
    ready = false;
    return more;
  }

  private boolean prepare() {
    if (!begun) {
      begun = true;
      return true;
    }
    if (dead && depth >= base) {
      Node n = nodes[depth];
      n.root.remove(n.current);
      if (n.isLeft()) {
        n.current = n.root.child;
        prefix = depth + 1;
        return true;
      }
    }
    for (int d = depth - 1; d >= base; d--) {
      Node n = nodes[d];
      n.root.remove(n.current);
      Step taken = log.step(d);
      if (taken.kind != Operation.Kind.CHOOSE) {
        n.sleep(n.current.actor, taken.touch);
      }
      if (n.isLeft()) {
        n.current = n.root.child;
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
    dead = false;
    stopped = false;
    log.begin(world, fresh ? 0 : Math.max(0, prefix - 1));
    fresh = false;
  }

  @Override
  public int next(World world) {
    log.settle();
    Node n = depth < prefix ? nodes[depth] : open(world);
    if (n == null) {
      stopped = true;
      redundant++;
      return STOP;
    }
    int actor = n.current.actor;
    int decision = log.decision(actor);
    if (!world.isPossible(decision)) {
      if (depth < prefix - 1 || depth < base) {
        throw new IllegalStateException(
            "not deterministic: step " + depth + " of the same schedule cannot be taken any more");
      }
      dead = true;
      stopped = true;
      gaps = true;
      redundant++;
      return STOP;
    }
    log.take(actor, isBarrier(actor));
    depth++;
    return decision;
  }

  /** A point that the search has not been at; null if everything that could follow is covered. */
  private Node open(World world) {
    if (depth == nodes.length) {
      nodes = Arrays.copyOf(nodes, depth * 2);
    }
    Node n = nodes[depth];
    if (n == null) {
      n = new Node();
      nodes[depth] = n;
    }
    n.clear();
    if (depth > 0) {
      Node parent = nodes[depth - 1];
      n.inherit(parent, log.step(depth - 1).touch);
      n.root.child = parent.current.child;
      parent.current.child = null;
    }
    ExploredThread last = world.last();
    if (last != null && last.operation().kind() == Operation.Kind.CHOOSE) {
      int actor = log.actor(last.id());
      if (n.root.child == null || n.root.child.actor != actor) {
        Branch b = new Branch(actor, Branch.UNKNOWN, new Touch());
        b.child = n.root.child;
        n.root.child = b;
      }
    } else if (n.root.child != null) {
      if (!n.isLeft()) {
        return null;
      }
    } else {
      int actor = pick(world, n, last);
      if (actor == Step.NONE) {
        return null;
      }
      n.root.child = new Branch(actor, Step.NONE, null);
    }
    n.current = n.root.child;
    if (isBarrier(n.current.actor)) {
      addDeadlines(world, n);
    }
    return n;
  }

  /** Whether it is a deadline that may not come early any more. */
  private boolean isBarrier(int actor) {
    return (actor & 1) == 1 && expiries() >= expiryBound;
  }

  /** Of deadlines that come at the same time as nothing else can be done, each may be the first. */
  private void addDeadlines(World world, Node n) {
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      int actor = log.expiryActor(td.id());
      if (world.isExpirable(td) && !n.sleeps(actor) && !n.root.begins(actor)) {
        n.root.append(new Branch(actor, Step.NONE, null));
      }
    }
  }

  /** The thread that ran, if it can go on; else the first that can, else a deadline. */
  private int pick(World world, Node n, ExploredThread last) {
    if (last != null && world.isEnabled(last) && !n.sleeps(log.actor(last.id()))) {
      return log.actor(last.id());
    }
    boolean stuck = true;
    for (int i = 0; i < world.liveCount(); i++) {
      ExploredThread td = world.live(i);
      if (world.isEnabled(td)) {
        if (!n.sleeps(log.actor(td.id()))) {
          return log.actor(td.id());
        }
        stuck = false;
      }
    }
    if (stuck || expiries() < expiryBound) {
      for (int i = 0; i < world.liveCount(); i++) {
        ExploredThread td = world.live(i);
        if (world.isExpirable(td) && !n.sleeps(log.expiryActor(td.id()))) {
          return log.expiryActor(td.id());
        }
      }
    }
    return Step.NONE;
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
    Node n = nodes[depth - 1];
    Branch b = n.current;
    boolean free = b.answer == Branch.UNKNOWN;
    if (free) {
      b.answer = 0;
    }
    if (!n.expanded) {
      n.expanded = true;
      boolean[] there = new boolean[alternatives];
      for (Branch o = n.root.child; o != null; o = o.next) {
        there[o.answer] = true;
      }
      for (int a = 0; a < alternatives; a++) {
        if (!there[a]) {
          Branch o = new Branch(b.actor, a, b.touch);
          o.child = free ? Branch.copy(b.child) : null;
          n.root.append(o);
        }
      }
    }
    log.answer(b.answer);
    return b.answer;
  }

  @Override
  public void woke(World world, ExploredThread thread) {
    log.woke(thread);
  }

  // ---- Races ----

  @Override
  public void end(World world) {
    log.settle();
    gaps |= log.isConfused() || (!stopped && Options.anyEnabled(world));
    int first = Math.max(0, prefix - 1);
    for (int j = first; j < log.size(); j++) {
      races(log.step(j), j, j);
    }
    for (int c = 0; expiryBound > 0 && c < log.cancelledCount(); c++) {
      if (log.cancelledAt(c) >= first) {
        imagined(log.cancelled(c), log.cancelledAt(c) + 1);
      }
    }
    for (int id = 0; id < log.threads(); id++) {
      Step p = log.pending(id);
      if (p != null) {
        imagined(p, log.size());
      }
      Step e = log.expiry(id);
      if (expiryBound > 0 && e != null) {
        imagined(e, log.size());
      }
    }
  }

  private void imagined(Step s, int end) {
    log.imagine(s, end);
    races(s, Step.NONE, end);
  }

  /** What the step competes with; {@code j} is its index, or none if it was not taken. */
  private void races(Step s, int j, int end) {
    // A deadline that came as nothing else could be done may have been one of those that come
    // early.
    if (s.barrier && expiryBound == 0) {
      return;
    }
    int actors = Math.max(log.actors(), s.clock.length);
    if (seen.length < actors) {
      seen = new int[actors];
    } else {
      Arrays.fill(seen, 0);
    }
    if (s.before != Step.NONE) {
      Step b = log.step(s.before);
      System.arraycopy(b.clock, 0, seen, 0, Math.min(seen.length, b.clock.length));
      seen[b.actor] = Math.max(seen[b.actor], b.rank + 1);
    }
    for (int k = end - 1; k >= 0; k--) {
      Step e = log.step(k);
      if (e.actor == s.actor || seen[e.actor] > e.rank || !e.touch.conflicts(s.touch)) {
        continue;
      }
      if (log.couldBeWithout(s, k, end, expiryBound)) {
        reverse(k, s, j, end);
        for (int i = 0; i < e.clock.length && i < seen.length; i++) {
          seen[i] = Math.max(seen[i], e.clock[i]);
        }
        seen[e.actor] = Math.max(seen[e.actor], e.rank + 1);
      }
    }
  }

  /** Plans the executions in which the step comes before step {@code k}. */
  private void reverse(int k, Step s, int j, int end) {
    if (k < base) {
      // Nobody else could have been taken there if the step is a quiet one; then this is no race.
      gaps |= nodes[k].quiet;
      return;
    }
    if (sequence.length < end + 1) {
      sequence = new int[end * 2];
    }
    Step e = log.step(k);
    int n = 0;
    for (int i = k + 1; i < end; i++) {
      if (i != j && !log.step(i).isAfter(e)) {
        sequence[n++] = i;
      }
    }
    int others = n;
    moved.startOver(s);
    for (int i = 0; i < others; i++) {
      Step o = log.step(sequence[i]);
      boolean wakes = s.isWokenBy(sequence[i]) && Log.ends(o, s);
      if (sequence[i] == s.before || wakes || o.touch.conflicts(s.touch)) {
        moved.join(o);
      }
    }
    sequence[n++] = Step.NONE;
    Node node = nodes[k];
    for (int i = 0; i < node.sleepers(); i++) {
      if (isCovered(node, i, s, n)) {
        return;
      }
    }
    insert(node.root, s, n);
  }

  private Step at(int i, Step last) {
    return sequence[i] == Step.NONE ? last : log.step(sequence[i]);
  }

  private int find(int actor, Step last, int n) {
    for (int i = 0; i < n; i++) {
      if (at(i, last).actor == actor) {
        return i;
      }
    }
    return Step.NONE;
  }

  /** Whether no step of the sequence comes before its i-th. */
  private boolean isInitial(int i, Step last) {
    Step s = sequence[i] == Step.NONE ? moved : log.step(sequence[i]);
    for (int h = 0; h < i; h++) {
      if (s.isAfter(at(h, last))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what the sequence leads to is visited after the step of who sleeps. If that is
   * independent of the sequence, then what must come before it was planned where it fell asleep;
   * unless it did so in another part, which plans nothing for this one.
   */
  private boolean isCovered(Node node, int sleeper, Step last, int n) {
    int actor = node.sleeper(sleeper);
    return (!node.isForeign(sleeper) || find(actor, last, n) != Step.NONE)
        && isWeakInitial(actor, node.touch(sleeper), last, n);
  }

  private boolean isWeakInitial(int actor, Touch touch, Step last, int n) {
    int i = find(actor, last, n);
    if (i != Step.NONE) {
      return isInitial(i, last);
    }
    for (int h = 0; h < n; h++) {
      if (touch.conflicts(at(h, last).touch)) {
        return false;
      }
    }
    return true;
  }

  private void take(int i, int n) {
    System.arraycopy(sequence, i + 1, sequence, i, n - i - 1);
  }

  private void insert(Branch root, Step last, int length) {
    int n = length;
    Branch at = root;
    while (n > 0) {
      Branch match = null;
      int choice = choiceInitial(last, n);
      if (choice != Step.NONE) {
        Step c = at(choice, last);
        int moved = sequence[choice];
        take(choice, n);
        System.arraycopy(sequence, 0, sequence, 1, n - 1);
        sequence[0] = moved;
        for (Branch b = at.child; b != null && match == null; b = b.next) {
          if (b.actor == c.actor && b.answer == c.answer) {
            match = b;
          }
        }
        if (match != null) {
          take(0, n--);
        }
      } else {
        for (Branch b = at.child; b != null && match == null; b = b.next) {
          int i = find(b.actor, last, n);
          if (i != Step.NONE) {
            if (isInitial(i, last)) {
              match = b;
              take(i, n--);
            }
          } else if (b.touch != null && independent(b.touch, last, n)) {
            match = b;
          }
        }
      }
      if (match == null) {
        append(at, last, n);
        return;
      }
      at = match;
      if (at.child == null) {
        return;
      }
    }
  }

  private int choiceInitial(Step last, int n) {
    for (int i = 0; i < n; i++) {
      if (at(i, last).kind == Operation.Kind.CHOOSE && isInitial(i, last)) {
        return i;
      }
    }
    return Step.NONE;
  }

  private boolean independent(Touch lasting, Step last, int n) {
    for (int h = 0; h < n; h++) {
      if (lasting.conflicts(log.lasting(at(h, last).touch))) {
        return false;
      }
    }
    return true;
  }

  private void append(Branch at, Step last, int n) {
    Branch to = at;
    for (int h = 0; h < n; h++) {
      Step s = at(h, last);
      Branch b = new Branch(s.actor, s.answer, log.lasting(s.touch));
      to.append(b);
      to = b;
    }
  }
}
