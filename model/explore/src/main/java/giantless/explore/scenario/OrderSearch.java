package giantless.explore.scenario;

import giantless.explore.search.Explorer;
import giantless.lock.LockWatch;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import giantless.lock.witness.WitnessViolation;
import java.util.ArrayList;
import java.util.List;

/**
 * Witness over a whole search: the order that one execution shows is held against all others, so a
 * reversal is found although no single execution has both orders, and although a deadlock may not
 * be reachable. It does not end an execution, since a worse failure may follow.
 */
final class OrderSearch {
  private final Witness witness;
  private final List<int[]> taught = new ArrayList<>(4);
  private boolean learnt;
  private WitnessViolation violation;
  private int[] schedule;

  OrderSearch() {
    witness =
        Witness.builder()
            .warnOfOrder(this::reversed)
            .onEdge(() -> learnt = true)
            .sites(Sites.NONE)
            .build();
  }

  private void reversed(WitnessViolation v) {
    if (violation == null) {
      violation = v;
    }
  }

  LockWatch watch() {
    return witness;
  }

  /** An execution is over; keeps the schedules that showed something new. */
  void executed(Explorer.Progress p) {
    if (violation != null && schedule == null) {
      schedule = p.schedule();
    } else if (learnt && schedule == null) {
      taught.add(p.schedule());
    }
    learnt = false;
  }

  /** Sees again what another search of the scenario, or this one before a break, has shown. */
  void relearn(Explorer explorer, ScenarioProgram program, TaughtOrder before) {
    for (int[] s : before.schedules()) {
      explorer.attempt(program, new ReplayScheduler(s, true));
      if (violation != null && schedule == null) {
        schedule = s;
      } else if (learnt && schedule == null) {
        taught.add(s);
      }
      learnt = false;
    }
  }

  /** All that it has learnt from. */
  TaughtOrder soFar() {
    List<int[]> all = new ArrayList<>(taught);
    if (schedule != null) {
      all.add(schedule);
    }
    return new TaughtOrder(all);
  }

  /** The order of lock classes over all executions. */
  LockOrderGraph graph() {
    return witness.graph();
  }

  /** The first reversal; null if there was none. */
  WitnessViolation violation() {
    return violation;
  }

  /** The execution that showed it. */
  int[] schedule() {
    return schedule;
  }

  /** Those before it that showed something new of the order. */
  List<int[]> taught() {
    return taught;
  }
}
