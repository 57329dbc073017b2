package giantless.explore.shard;

import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Totals;

/** What came of one part, as far as it was explored. */
final class PartResult {
  final int part;
  final Totals totals;
  final long redundant;
  final boolean finished;
  final boolean complete;

  /** How it goes on, if it is not finished; else empty. */
  private final String state;

  private PartResult(
      int part, Totals totals, long redundant, boolean finished, boolean complete, String state) {
    this.part = part;
    this.totals = totals;
    this.redundant = redundant;
    this.finished = finished;
    this.complete = complete;
    this.state = state;
  }

  static PartResult of(int part, Dpor dpor, Exploration e) {
    boolean finished = e.end() == Exploration.End.EXHAUSTED;
    StateWriter state = new StateWriter();
    if (!finished) {
      dpor.save(state);
    }
    return new PartResult(part, e.totals(), e.redundant(), finished, e.isComplete(), state.lines());
  }

  /** The search from where it stopped. */
  Dpor goOn(int expiries) {
    Dpor dpor = new Dpor(expiries);
    dpor.restore(new StateReader("part " + part, new StateWriter().block(state).sealed()));
    return dpor;
  }

  void save(StateWriter out) {
    out.line("part", part, redundant, finished, complete);
    totals.save(out);
    out.block(state);
    out.line("end");
  }

  static PartResult restore(StateReader in) {
    int part = in.line("part").integer();
    long redundant = in.number();
    boolean finished = in.truth();
    boolean complete = in.truth();
    Totals totals = Totals.restore(in);
    String state = in.block("end");
    in.line("end");
    return new PartResult(part, totals, redundant, finished, complete, state);
  }
}
