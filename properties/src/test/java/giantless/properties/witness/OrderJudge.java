package giantless.properties.witness;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.witness.LockOrderGraph;
import giantless.lock.witness.OrderComparison;
import giantless.lock.witness.Witness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What {@link LockOrderIT} demands of what a Witness has learnt. */
final class OrderJudge {
  /** The native runtime's own chains, which no watch is told of. */
  static final Set<LockClass> UNWATCHED = Set.of(Locks.SLEEPQ, Locks.TURNSTILE);

  private OrderJudge() {}

  /** No rule was broken. */
  static void noSplat(Witness witness) {
    assertThat(witness.violations()).isEmpty();
  }

  /** Every edge follows from the table, and there is no cycle. */
  static void declared(Collection<LockClass> table, LockOrderGraph learnt) {
    OrderComparison c = OrderComparison.of(table, learnt);
    assertThat(c.unknownClasses()).as("lock classes that are in no table").isEmpty();
    c.check();
    assertThat(learnt.cycles()).isEmpty();
  }

  /** Every class of the table that a watch hears of was acquired; how many these are. */
  static int inUse(Collection<LockClass> table, SeenClasses seen) {
    List<LockClass> watched = new ArrayList<>(table);
    watched.removeAll(UNWATCHED);
    assertThat(seen.missing(watched)).as("lock classes that nobody acquired").isEmpty();
    return watched.size();
  }
}
