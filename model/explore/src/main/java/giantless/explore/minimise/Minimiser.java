package giantless.explore.minimise;

import giantless.explore.search.Dpor;
import giantless.explore.search.Explorer;
import giantless.explore.search.PreemptionBounded;
import giantless.explore.search.Program;
import giantless.explore.search.SleepSets;
import giantless.explore.search.Strategy;
import giantless.lock.explored.Failure;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Makes a failing schedule short: fewest actors first, where the program lets them be left out
 * ({@link Reducible}), then fewest operations, then fewest preemptions. Every candidate is run and
 * must fail in the same way.
 *
 * <p>First it takes out of the schedule whatever can be taken out, which is quick and proves
 * nothing. Then it searches below what it has: all sets of fewer actors ({@link FewestActors}), all
 * beginnings of fewer operations with {@link SleepSets}, and all schedules of as many operations
 * with fewer preemptions. What such a search finds is less; where it ends without a find, what
 * there is is the least. Deterministic: the same failure and budget give the same schedule.
 */
public final class Minimiser {
  private final Explorer explorer;
  private int expiries;
  private BiPredicate<Failure, Failure> same = Minimiser::isSame;
  private Program program;
  private Failure wanted;
  private Attempt best;
  private long executions;
  private long allowed;

  /**
   * @param explorer with the options of the search that found the failure
   */
  public Minimiser(Explorer explorer) {
    this.explorer = explorer;
  }

  /** As in {@link Dpor#Dpor(int)}, for the search that found the failure; 0 if not set. */
  public Minimiser expiries(int value) {
    expiries = value;
    return this;
  }

  /** When two executions fail in the same way; {@link #isSame} if not set. */
  public Minimiser same(BiPredicate<Failure, Failure> value) {
    same = value;
    return this;
  }

  /** Of the same kind, and by a throwable of the same class if any. */
  public static boolean isSame(Failure a, Failure b) {
    return a.kind() == b.kind() && thrown(a) == thrown(b);
  }

  private static Class<?> thrown(Failure f) {
    return f.cause() == null ? null : f.cause().getClass();
  }

  /**
   * @param schedule leads the program to a failure
   * @param budget how many executions it may take, at least 1
   * @throws IllegalArgumentException if the schedule does not lead to a failure
   */
  public Minimal minimise(Program p, int[] schedule, long budget) {
    program = p;
    executions = 0;
    allowed = budget;
    best = null;
    wanted = null;
    Recorder first = new Recorder(new ReplayScheduler(schedule, true));
    Result r = explorer.attempt(p, first);
    executions++;
    if (r.failure() == null || r.failure().kind() == Failure.Kind.DIVERGED) {
      throw new IllegalArgumentException(
          r.failure() == null
              ? "the schedule leads to no failure"
              : "the schedule is not of this program: " + r.failure().message());
    }
    wanted = r.failure();
    best = new Attempt(first, wanted);

    Minimal.Measure unproved = null;
    BitSet actors = null;
    if (p instanceof Reducible) {
      FewestActors fewest =
          new FewestActors(explorer, (Reducible) p, expiries, f -> same.test(wanted, f));
      if (fewest.search(budget / 3)) {
        program = fewest.program();
        best = fewest.attempt();
      }
      executions += fewest.executions();
      actors = fewest.actors();
      unproved = fewest.isProved() ? null : Minimal.Measure.ACTORS;
    }
    allowed = executions + (budget - executions) / 4;
    takeOut();
    allowed = executions + (budget - executions) * 2 / 3;
    if (!leastOperations() && unproved == null) {
      unproved = Minimal.Measure.OPERATIONS;
    }
    allowed = budget;
    if (!leastPreemptions() && unproved == null) {
      unproved = Minimal.Measure.PREEMPTIONS;
    }
    String bounds = new Dpor(expiries).bounds();
    return new Minimal(program, actors, best, unproved, executions, budget, bounds);
  }

  /** Runs executions until one fails in the right way; null if none does or the budget is spent. */
  private Attempt find(Program p, Strategy strategy, int operations, int preemptions) {
    Recorder recorder = new Recorder(strategy, operations, preemptions);
    while (executions < allowed && strategy.advance()) {
      executions++;
      Result r = explorer.attempt(p, recorder);
      strategy.done(r);
      if (r.failure() != null && same.test(wanted, r.failure())) {
        return new Attempt(recorder, r.failure());
      }
    }
    return null;
  }

  private Attempt run(List<Script.Line> script) {
    Recorder recorder = new Recorder(new Script(script));
    executions++;
    Result r = explorer.attempt(program, recorder);
    return r.failure() != null && same.test(wanted, r.failure())
        ? new Attempt(recorder, r.failure())
        : null;
  }

  private boolean improve(List<Script.Line> script) {
    Attempt a = run(script);
    if (a == null || !a.isBetterThan(best)) {
      return false;
    }
    best = a;
    return true;
  }

  // ---- What can be taken out ----

  /** Takes parts out of the schedule, halves first and single lines last; then joins blocks. */
  private void takeOut() {
    boolean better = true;
    while (better && executions < allowed) {
      better = false;
      for (int size = Math.max(1, best.script.size() / 2); size >= 1; size /= 2) {
        for (int at = best.script.size() - size; at >= 0 && executions < allowed; at -= size) {
          List<Script.Line> less = new ArrayList<>(best.script);
          int end = Math.min(less.size(), at + size);
          if (at < end) {
            less.subList(at, end).clear();
            better |= improve(less);
          }
        }
      }
      better |= joinBlocks();
    }
  }

  /** Moves the next steps of a thread up to where it was interrupted. */
  private boolean joinBlocks() {
    boolean better = false;
    for (int at = 1; at < best.script.size() && executions < allowed; at++) {
      List<Script.Line> lines = best.script;
      String thread = lines.get(at - 1).thread;
      if (lines.get(at).thread.equals(thread)) {
        continue;
      }
      int from = at;
      while (from < lines.size() && !lines.get(from).thread.equals(thread)) {
        from++;
      }
      int end = from;
      while (end < lines.size() && lines.get(end).thread.equals(thread)) {
        end++;
      }
      if (from < lines.size()) {
        List<Script.Line> joined = new ArrayList<>(lines.subList(0, at));
        joined.addAll(lines.subList(from, end));
        joined.addAll(lines.subList(at, from));
        joined.addAll(lines.subList(end, lines.size()));
        better |= improve(joined);
      }
    }
    return better;
  }

  // ---- Proofs ----

  /** Whether the least number of operations is known; it is that of the best then. */
  private boolean leastOperations() {
    for (int n = 0; n < best.operations; n++) {
      SleepSets all = new SleepSets(n, expiries);
      Attempt a = find(program, all, n, Integer.MAX_VALUE);
      if (a != null) {
        best = a;
        return true;
      }
      if (executions >= allowed || all.isConfused()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the least number of preemptions with as many operations is known. */
  private boolean leastPreemptions() {
    for (int n = 0; n < best.preemptions; n++) {
      Attempt a = find(program, new PreemptionBounded(n), best.operations, n);
      if (a != null) {
        best = a;
        return true;
      }
      if (executions >= allowed) {
        return false;
      }
    }
    // Deadlines that come early are none of the schedules that were looked at.
    return expiries == 0 || best.preemptions == 0;
  }
}
