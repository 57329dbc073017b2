package giantless.explore.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A search by {@link Dpor} in parts that need nothing of each other. Each class of executions is in
 * one part, and is visited there once.
 *
 * <p>Every part is what follows after a beginning of the program. The beginnings are those of
 * {@link SleepSets} up to a number of operations: at each of their points everything that can be
 * done was tried, so what a part finds out about another order of its beginning is in another part
 * already; and who sleeps at the end of a beginning keeps the part from what others visit. A part
 * may begin executions that turn out to be others', which it counts as redundant; that is the price
 * of not asking.
 */
public final class Split {
  private final int expiries;
  private final int operations;
  private final String names;
  private final List<String> paths;
  private final long redundant;
  private final boolean gaps;

  private Split(
      int expiries,
      int operations,
      String names,
      List<String> paths,
      long redundant,
      boolean gaps) {
    this.expiries = expiries;
    this.operations = operations;
    this.names = names;
    this.paths = Collections.unmodifiableList(paths);
    this.redundant = redundant;
    this.gaps = gaps;
  }

  /**
   * Cuts as short as gives so many parts; there are fewer only if there are fewer executions.
   *
   * @param expiries as in {@link Dpor#Dpor(int)}
   */
  public static Split of(Explorer explorer, Program program, int expiries, int atLeast) {
    for (int operations = 1; ; operations++) {
      Names names = new Names();
      List<String> paths = new ArrayList<>();
      SleepSets all =
          new SleepSets(operations, expiries, names).beginnings(s -> paths.add(path(s)));
      while (all.advance()) {
        all.done(explorer.attempt(program, all));
      }
      if (paths.size() >= atLeast || !all.isCut()) {
        StateWriter out = new StateWriter();
        names.save(out);
        return new Split(
            expiries, operations, out.lines(), paths, all.redundant(), all.isConfused());
      }
    }
  }

  private static String path(SleepSets s) {
    StateWriter out = new StateWriter();
    out.line("path", s.depth(), s.depth());
    for (int d = 0; d < s.depth(); d++) {
      Node n = new Node();
      n.root.child = s.branch(d);
      n.expanded = n.root.child.answer != Step.NONE;
      if (d == s.depth() - 1) {
        for (int i = 0; i < s.node(d).sleepers(); i++) {
          n.sleep(s.node(d).sleeper(i), s.node(d).touch(i), true);
        }
      }
      out.line("point", s.isQuiet(d));
      NodeState.save(n, out);
    }
    return out.lines();
  }

  public int expiries() {
    return expiries;
  }

  /** How many operations the beginnings have; some executions end before. */
  public int operations() {
    return operations;
  }

  /** How many parts there are. */
  public int parts() {
    return paths.size();
  }

  /** Beginnings of which it turned out that all that follows is in other parts. */
  public long redundant() {
    return redundant;
  }

  /** A search that has not begun yet, of one part. */
  public Dpor part(int i) {
    StateWriter out = new StateWriter();
    out.line("dpor", expiries, 0, gaps, false, false);
    out.block(names);
    out.block(paths.get(i));
    Dpor dpor = new Dpor(expiries);
    dpor.restore(new StateReader("part " + i, out.sealed()));
    return dpor;
  }

  public void save(StateWriter out) {
    out.line("split", expiries, operations, redundant, gaps, paths.size());
    out.block(names);
    for (String path : paths) {
      out.line("part");
      out.block(path);
    }
    out.line("end");
  }

  /**
   * @throws StateException if it is not what {@link #save} wrote
   */
  public static Split restore(StateReader in) {
    int expiries = in.line("split").integer();
    int operations = in.integer();
    long redundant = in.number();
    boolean gaps = in.truth();
    int count = in.integer();
    String names = in.block(count == 0 ? "end" : "part");
    List<String> paths = new ArrayList<>();
    while (in.isAt("part")) {
      in.line("part");
      paths.add(in.block(paths.size() + 1 < count ? "part" : "end"));
    }
    in.line("end");
    if (paths.size() != count) {
      throw in.error(paths.size() + " parts, not " + count);
    }
    return new Split(expiries, operations, names, paths, redundant, gaps);
  }
}
