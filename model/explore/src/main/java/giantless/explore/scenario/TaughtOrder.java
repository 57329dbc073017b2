package giantless.explore.scenario;

import giantless.explore.search.StateReader;
import giantless.explore.search.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The executions of a search that showed something new of the lock order. Whoever goes on with the
 * search, or joins it with others, runs them again, so that orders of before and after are held
 * against each other. Immutable.
 */
final class TaughtOrder {
  static final TaughtOrder NONE = new TaughtOrder(List.of());

  private final List<int[]> schedules;

  TaughtOrder(List<int[]> schedules) {
    this.schedules = List.copyOf(schedules);
  }

  /** In the order in which they were run. */
  List<int[]> schedules() {
    return schedules;
  }

  void save(StateWriter out) {
    out.line("taught", schedules.size());
    for (int[] s : schedules) {
      out.ints("schedule", s, s.length);
    }
  }

  /**
   * @throws giantless.explore.search.StateException if it is not what {@link #save} wrote
   */
  static TaughtOrder restore(StateReader in) {
    int n = in.line("taught").integer();
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(in.line("schedule").ints());
    }
    return new TaughtOrder(all);
  }
}
