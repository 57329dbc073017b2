package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Threads that only wait for deadlines: every order in which these can come is explored. */
class DeadlineOrderTest {

  /** One thread for each row, which waits so long, one wait after the other. */
  private static final class Waits implements Program {
    private final long[][] nanos;
    private final Set<String> orders = new TreeSet<>();
    private StringBuilder order;

    Waits(long[]... nanos) {
      this.nanos = nanos;
    }

    @Override
    public Runnable begin(World world) {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx mtx = rt.mtx(Locks.SO_RCV);
      CondVar cv = rt.cv("tick");
      order = new StringBuilder();
      return () -> {
        KThread[] threads = new KThread[nanos.length];
        for (int i = 0; i < threads.length; i++) {
          int who = i;
          threads[i] = rt.spawn("t" + i, Priority.USER, 0, () -> waits(mtx, cv, who));
        }
        for (KThread t : threads) {
          t.join();
        }
        orders.add(order.toString());
      };
    }

    private void waits(Mtx mtx, CondVar cv, int who) {
      for (long n : nanos[who]) {
        mtx.lock();
        cv.timedAwait(mtx, n);
        order.append(who);
        mtx.unlock();
      }
    }

    @Override
    public String toString() {
      return Arrays.deepToString(nanos);
    }
  }

  private static final int MOST = 200_000;

  private static Set<String> orders(Supplier<Strategy> strategy, long[]... nanos) {
    Waits waits = new Waits(nanos);
    try (Explorer explorer = new Explorer()) {
      Exploration e = explorer.explore(waits, strategy.get(), Budget.executions(MOST));
      assertThat(e.isComplete() || e.end() == Exploration.End.EXHAUSTED).as("%s", e).isTrue();
    }
    return waits.orders;
  }

  private static void compare(int early, Set<String> expected, long[]... nanos) {
    assertThat(orders(() -> new Enumerator(early), nanos)).isEqualTo(expected);
    assertThat(orders(() -> new Dpor(early), nanos)).isEqualTo(expected);
  }

  private static long[] each(long... nanos) {
    return nanos;
  }

  @Test
  void of_two_deadlines_at_the_same_time_each_may_come_first() {
    compare(0, Set.of("01", "10"), each(100), each(100));
  }

  @Test
  void of_two_deadlines_at_different_times_the_first_comes_first() {
    compare(0, Set.of("01"), each(100), each(200));
  }

  @Test
  void the_later_one_comes_first_where_it_comes_early_before_the_other_waits() {
    compare(1, Set.of("01", "10"), each(100), each(200));
  }

  @Test
  void more_deadlines_than_may_come_early() {
    long[][] nanos = {each(100, 100), each(200, 100)};
    Set<String> all = orders(() -> new Enumerator(1), nanos);
    assertThat(all).hasSizeGreaterThan(3);
    compare(1, all, nanos);
    compare(2, orders(() -> new Enumerator(2), nanos), nanos);
    compare(0, orders(() -> new Enumerator(0), nanos), nanos);
  }

  @Test
  void three_threads() {
    long[][] nanos = {each(100), each(100), each(100)};
    compare(0, Set.of("012", "021", "102", "120", "201", "210"), nanos);
  }
}
