package giantless.explore.shard;

import giantless.explore.search.Totals;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the results of shards. The search is complete only if every part of the plan was explored
 * to its end, once; a part that is lost, doubled, foreign or unfinished is named.
 */
public final class Grade {
  private final Plan plan;
  private final List<String> problems = new ArrayList<>();
  private final int[] seen;
  private Totals totals = Totals.NONE;
  private long redundant;
  private boolean complete = true;

  private Grade(Plan plan) {
    this.plan = plan;
    this.seen = new int[plan.parts()];
  }

  /** What the results say of the search that was planned. */
  public static Grade of(Plan plan, List<ShardResult> results) {
    Grade g = new Grade(plan);
    g.redundant = plan.split().redundant();
    String[] from = new String[plan.parts()];
    for (ShardResult r : results) {
      if (r.plan().equals(plan.id())) {
        g.add(r, from);
      } else {
        g.problems.add("foreign: " + r.source() + " is of another plan");
      }
    }
    for (int i = 0; i < g.seen.length; i++) {
      if (g.seen[i] == 0) {
        g.problems.add(missing(plan, results, i));
      }
    }
    return g;
  }

  /** A part of a shard that is there has not been begun; one of a shard that is not is lost. */
  private static String missing(Plan plan, List<ShardResult> results, int part) {
    for (ShardResult r : results) {
      if (r.plan().equals(plan.id()) && r.isOf(part)) {
        return "unfinished: part " + part + " of " + r.source() + " was not begun";
      }
    }
    return "lost: no result has part " + part;
  }

  private void add(ShardResult r, String[] from) {
    for (PartResult p : r.parts()) {
      if (p.part < 0 || p.part >= seen.length) {
        problems.add("foreign: " + r.source() + " has part " + p.part + ", which the plan has not");
        continue;
      }
      if (seen[p.part]++ > 0) {
        problems.add(
            "doubled: part " + p.part + " is in " + from[p.part] + " and in " + r.source());
        continue;
      }
      from[p.part] = r.source();
      totals = totals.plus(p.totals);
      redundant += p.redundant;
      complete &= p.complete;
      if (!p.finished) {
        problems.add(
            "unfinished: part " + p.part + " of " + r.source() + " did not come to its end");
      }
    }
  }

  /** What is missing or does not belong; empty if every part is there once and finished. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** Whether every schedule within the bounds was visited, in one part or another. */
  public boolean isComplete() {
    return problems.isEmpty() && complete;
  }

  /** Whether an execution failed; {@link #totals} has its schedule. */
  public boolean hasFailed() {
    return totals.failures() > 0;
  }

  /** Of all parts, each counted once. */
  public Totals totals() {
    return totals;
  }

  /** Executions that were begun and turned out to be others', those of the plan included. */
  public long redundant() {
    return redundant;
  }

  @Override
  public String toString() {
    String sums = plan.parts() + " parts: " + totals + ", " + redundant + " redundant; ";
    if (isComplete()) {
      return sums + (hasFailed() ? "complete, with failures" : "complete");
    }
    if (problems.isEmpty()) {
      return sums + "not complete: a part was not followed to all its ends";
    }
    return sums
        + "not complete: "
        + problems.size()
        + " problems\n  "
        + String.join("\n  ", problems);
  }
}
