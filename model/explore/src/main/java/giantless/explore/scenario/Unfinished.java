package giantless.explore.scenario;

import giantless.explore.search.Checkpoint;
import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import giantless.explore.search.Totals;

/**
 * A search of a scenario that was put down, by its budget or by somebody: {@link
 * ScenarioRunner#goOn} ends it as if it had not been.
 */
public final class Unfinished {
  private final Checkpoint search;
  private final TaughtOrder order;

  Unfinished(Checkpoint search, TaughtOrder order) {
    this.search = search;
    this.order = order;
  }

  /**
   * Writes down how far the search is now; while the search is under way only when it is handed
   * out.
   */
  public void save(StateWriter out) {
    search.save(out);
    order.save(out);
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws giantless.explore.search.StateException if it is something else
   */
  public static Unfinished restore(StateReader in) {
    Checkpoint search = Checkpoint.restore(in);
    return new Unfinished(search, TaughtOrder.restore(in));
  }

  /** The scenario as traces call it: its name, for a class from elsewhere its full one. */
  public String scenario() {
    return search.program();
  }

  /** What was counted so far. */
  public Totals totals() {
    return search.totals();
  }

  Checkpoint search() {
    return search;
  }

  TaughtOrder order() {
    return order;
  }
}
