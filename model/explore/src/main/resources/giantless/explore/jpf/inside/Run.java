package giantless.explore.jpf.inside;

import giantless.lock.explored.Operation;
import gov.nasa.jpf.vm.ThreadInfo;
import gov.nasa.jpf.vm.VM;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One search: what is known of it outside of the program's state. Java PathFinder makes peers,
 * policies and listeners itself, so they meet in {@link #current}.
 *
 * <p>What belongs to a path ({@link Step}s taken, locks held) is kept in immutable chains and put
 * back at every backtracking. What is learnt over all paths is never taken back: which things more
 * than one thread touches. An operation on a thing that only one thread touches is no scheduling
 * point. As this is learnt while searching, there are {@link Rounds}.
 */
public final class Run {
  static Run current;

  /** Which things are touched by whom. */
  static final class Touches {
    private static final int MANY = -2;

    private final Map<Object, int[]> who = new HashMap<>();
    private final Set<Integer> tried = new HashSet<>();
    private boolean grew;
    private int size;

    boolean isGrowing() {
      return grew;
    }

    /** Notes the touch; true if others touch the thing too, and not all of them only read. */
    boolean touch(Object key, int thread, boolean writes) {
      int[] w = who.get(key);
      if (w == null) {
        who.put(key, new int[] {thread, writes ? 1 : 0});
        return false;
      }
      boolean before = w[0] == MANY && w[1] == 1;
      if (w[0] != thread) {
        w[0] = MANY;
      }
      if (writes) {
        w[1] = 1;
      }
      boolean now = w[0] == MANY && w[1] == 1;
      if (now && !before) {
        grew = true;
        size++;
      }
      return now;
    }

    /** An attempt that can fail was made on the lock: who releases it and when can be seen. */
    void tries(int lock) {
      if (tried.add(lock)) {
        grew = true;
        size++;
      }
    }

    boolean isTried(int lock) {
      return tried.contains(lock);
    }

    int size() {
      return size;
    }

    boolean grew() {
      boolean g = grew;
      grew = false;
      return g;
    }
  }

  /** What has happened on the path, the last step first. */
  static final class Step {
    final Step before;
    final int thread;
    final Operation.Kind kind;
    final int on;
    final int second;
    final String label;
    final Site site;
    final long result;

    Step(
        Step before,
        int thread,
        Operation.Kind kind,
        int on,
        int second,
        String label,
        Site site,
        long result) {
      this.before = before;
      this.thread = thread;
      this.kind = kind;
      this.on = on;
      this.second = second;
      this.label = label;
      this.site = site;
      this.result = result;
    }
  }

  static final long NO_RESULT = Long.MIN_VALUE;

  /** What a path has that the program's state does not. */
  private static final class Path {
    final Step last;
    final Held[] held;

    Path(Step last, Held[] held) {
      this.last = last;
      this.held = held;
    }
  }

  final Touches touches;
  final Rounds rounds;
  final LockOrder order;

  /** The world under check, or 0 as long as there is none; and the thread that made it. */
  int world;

  int bootThread = -1;

  Step last;

  /** The thread that asks who is next yields. */
  boolean yields;

  /** What each thread holds, by the ids of Java PathFinder's threads. */
  Held[] held = new Held[16];

  private final List<Path> saved = new ArrayList<>();

  // Results.
  String failureKind;
  String failure;
  String trace = "";
  String failedThread;

  /** The class of what was thrown, and the rule of locking that it is about; or null. */
  String thrown;

  String violation;

  /** Why a path has ended that should not have, or the search; null as long as none has. */
  String cut;

  String constraint;

  /** What the program uses and Java PathFinder has not; null if nothing was met. */
  String lack;

  Run() {
    this.touches = new Touches();
    this.rounds = new Rounds(touches);
    this.order = new LockOrder();
    this.model = new Model();
  }

  final Model model;

  boolean hasFailed() {
    return failureKind != null;
  }

  /** Ends the search soon: from here on what the program does is not what it does in a JVM. */
  void lacks(ThreadInfo ti, String what) {
    if (world != 0 && lack == null) {
      lack = what;
      ti.breakTransition(true);
    }
  }

  void fail(String kind, String message, String thread) {
    if (failureKind == null) {
      failureKind = kind;
      failure = message;
      failedThread = thread;
      trace = new Traces(this, VM.getVM()).columns();
    }
  }

  void step(
      int thread, Operation.Kind kind, int on, int second, String label, Site site, long result) {
    last = new Step(last, thread, kind, on, second, label, site, result);
  }

  void result(int thread, long value) {
    if (last != null && last.thread == thread) {
      Step s = last;
      last = new Step(s.before, s.thread, s.kind, s.on, s.second, s.label, s.site, value);
    }
  }

  /** What the thread of that id holds, the last one taken first; or null. */
  Held held(int thread) {
    return thread < held.length ? held[thread] : null;
  }

  void hold(int thread, Held all) {
    if (thread >= held.length) {
      held = Arrays.copyOf(held, thread * 2);
    }
    held[thread] = all;
  }

  void push() {
    saved.add(new Path(last, held.clone()));
  }

  void pop() {
    saved.remove(saved.size() - 1);
    Path p = saved.get(saved.size() - 1);
    last = p.last;
    held = p.held.clone();
  }
}
