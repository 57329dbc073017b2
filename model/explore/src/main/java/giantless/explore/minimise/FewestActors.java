package giantless.explore.minimise;

import giantless.explore.search.Dpor;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.lock.explored.Failure;
import giantless.lock.explored.Result;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds the fewest actors with which a program still fails in the same way: all sets of them, the
 * smaller ones first, each by {@link Dpor}.
 *
 * <p>A program may expect something of an actor: that a signal comes, that a sum is reached.
 * Without the actor it fails by that alone, in the same words perhaps, and this is not the failure
 * that was found. So where some execution with all actors passes, a smaller set counts only if it
 * has executions of both kinds, one that fails in the right way and one that passes, which make the
 * same choices as far as they go: then it is the order of steps that makes it fail.
 */
final class FewestActors {
  private final Explorer explorer;
  private final Reducible whole;
  private final int expiries;
  private final Predicate<Failure> right;
  private final BitSet all = new BitSet();
  private BitSet kept;
  private Program program;
  private Attempt attempt;
  private boolean proved = true;
  private boolean mayPass;
  private long executions;
  private long allowed;

  /**
   * @param right whether a failure is the one that was found
   */
  FewestActors(Explorer explorer, Reducible whole, int expiries, Predicate<Failure> right) {
    this.explorer = explorer;
    this.whole = whole;
    this.expiries = expiries;
    this.right = right;
    all.set(0, whole.actors());
    kept = all;
  }

  /**
   * Searches.
   *
   * @param budget how many executions it may take
   * @return whether fewer actors will do
   */
  boolean search(long budget) {
    allowed = budget / 4;
    mayPass = passes();
    allowed = budget;
    boolean found = false;
    for (int n = 1; n < whole.actors() && !found; n++) {
      found = choose(new BitSet(), 0, n);
    }
    return found;
  }

  /** The actors that are needed. */
  BitSet actors() {
    return kept;
  }

  /** The program with them alone. */
  Program program() {
    return program;
  }

  /** An execution of it that fails in the right way. */
  Attempt attempt() {
    return attempt;
  }

  /** Whether it is known that fewer will not do. */
  boolean isProved() {
    return proved;
  }

  long executions() {
    return executions;
  }

  /** Whether some execution with all actors passes; true as well if that is not known. */
  private boolean passes() {
    Dpor dpor = new Dpor(expiries);
    boolean more = true;
    while (executions < allowed && more) {
      more = dpor.advance();
      if (more) {
        executions++;
        Result r = explorer.attempt(whole, dpor);
        dpor.done(r);
        if (r.failure() == null && !r.isStopped()) {
          return true;
        }
      }
    }
    return more;
  }

  /** Adds so many actors from this one on; true if what that makes fails. */
  private boolean choose(BitSet chosen, int from, int more) {
    if (more == 0) {
      return fails(chosen);
    }
    for (int i = from; i + more <= whole.actors(); i++) {
      chosen.set(i);
      if (choose(chosen, i + 1, more - 1)) {
        return true;
      }
      chosen.clear(i);
    }
    return false;
  }

  private boolean fails(BitSet chosen) {
    Program less = whole.with((BitSet) chosen.clone());
    Dpor dpor = new Dpor(expiries);
    Map<String, Attempt> failing = new LinkedHashMap<>();
    Map<String, Map<String, String>> passing = new LinkedHashMap<>();
    // The last sets are as large as the first: no one of them takes all that is left.
    long most = executions + (allowed - executions) / 2;
    while (executions < most && dpor.advance()) {
      executions++;
      Recorder recorder = new Recorder(dpor);
      Result r = explorer.attempt(less, recorder);
      dpor.done(r);
      Attempt a = null;
      if (r.failure() != null && right.test(r.failure())) {
        Attempt now = new Attempt(recorder, r.failure());
        a = failing.putIfAbsent(answers(now).toString(), now) == null ? now : null;
        if (a != null && mayPass && passing.values().stream().noneMatch(p -> fits(now, p))) {
          a = null;
        }
      } else if (r.failure() == null && !r.isStopped()) {
        Map<String, String> answers = answers(new Attempt(recorder, null));
        if (passing.putIfAbsent(answers.toString(), answers) == null) {
          a = failing.values().stream().filter(f -> fits(f, answers)).findFirst().orElse(null);
        }
      }
      if (a != null) {
        kept = (BitSet) chosen.clone();
        program = less;
        attempt = a;
        return true;
      }
    }
    proved &= dpor.isExhaustive();
    return false;
  }

  /** What each thread chose, in order. */
  private static Map<String, String> answers(Attempt a) {
    Map<String, String> answers = new TreeMap<>();
    for (Script.Line line : a.script) {
      if (line.answer >= 0) {
        answers.merge(line.thread, line.answer + ",", String::concat);
      }
    }
    return answers;
  }

  /** Whether an execution that passes made the choices of one that fails. */
  private static boolean fits(Attempt failing, Map<String, String> passing) {
    for (Map.Entry<String, String> e : answers(failing).entrySet()) {
      if (!passing.getOrDefault(e.getKey(), "").startsWith(e.getValue())) {
        return false;
      }
    }
    return true;
  }
}
