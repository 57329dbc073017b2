package giantless.explore.jpf;

import giantless.lock.LockClass;
import giantless.lock.witness.LockOrderEdge;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.OrderComparison;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The views of one lock order beside each other: what is declared, what Witness has learnt in the
 * explorer, and what Java PathFinder has learnt, which is no Witness. Over the same scenario, and
 * if each has seen all of it, the two learnt ones have the same edges; if the explorer has seen a
 * part, it has no edge that Java PathFinder has not. All of them are declared.
 */
public final class OrderDifference {
  private OrderDifference() {}

  /**
   * What differs, edge by edge, one line each; empty if nothing does.
   *
   * @param declared for example {@code Locks.all()}; classes that it does not have are the
   *     program's own, and in no declared order
   * @param all whether the explorer has seen all of it; if not, it may lack edges
   */
  public static List<String> of(
      Collection<LockClass> declared, LockOrderGraph explorer, boolean all, LockOrderGraph jpf) {
    List<String> lines = new ArrayList<>();
    alone(lines, explorer, jpf, "learnt by the explorer's Witness, and not by jpf");
    if (all) {
      alone(lines, jpf, explorer, "learnt by jpf, and not by the explorer's Witness");
    }
    undeclared(lines, declared, explorer, "the explorer's Witness");
    undeclared(lines, declared, jpf, "jpf");
    return lines;
  }

  private static void alone(
      List<String> lines, LockOrderGraph of, LockOrderGraph other, String what) {
    for (LockOrderEdge e : of.edges()) {
      if (other.edge(e.from(), e.to()) == null) {
        lines.add(line(e, what));
      }
    }
  }

  private static void undeclared(
      List<String> lines, Collection<LockClass> declared, LockOrderGraph of, String by) {
    for (LockOrderEdge e : OrderComparison.of(declared, of).undeclared()) {
      lines.add(line(e, "learnt by " + by + ", and not declared"));
    }
  }

  private static String line(LockOrderEdge e, String what) {
    String at = e.toStack().isEmpty() ? "" : ", " + e.toStack().get(0);
    return e.describe() + ": " + what + " (first by thread " + e.thread() + at + ")";
  }
}
