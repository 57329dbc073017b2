package giantless.explore.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.Program;
import giantless.explore.search.StateException;
import giantless.lock.AtomicInt;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shards find is joined only if it is all of what was planned, and nothing else. */
class ShardTest {

  /** Three threads lock one of two locks so many times; one of them may cross. */
  private static final class Counting implements Program {
    private final int times;
    private final boolean crossed;

    Counting(int times, boolean crossed) {
      this.times = times;
      this.crossed = crossed;
    }

    @Override
    public Runnable begin(World world) {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx a = rt.mtx(Locks.SO_RCV);
      Mtx b = rt.mtx(Locks.SO_SND);
      AtomicInt n = rt.atomicInt(0);
      return () -> {
        for (int i = 0; i < 3; i++) {
          Mtx first = crossed && i == 2 ? b : a;
          Mtx second = crossed && i == 2 ? a : b;
          rt.spawn("t" + i, Priority.USER, 0, () -> run(first, second, n));
        }
      };
    }

    private void run(Mtx first, Mtx second, AtomicInt n) {
      for (int k = 0; k < times; k++) {
        first.lock();
        second.lock();
        n.fetchAdd(1);
        second.unlock();
        first.unlock();
      }
    }
  }

  private static final Program RIGHT = new Counting(2, false);
  private static final Program WRONG = new Counting(2, true);

  private static Plan plan(Program p) {
    try (Explorer explorer = new Explorer()) {
      return Plan.of(explorer, "counting", p, 0, 6);
    }
  }

  private static ShardResult run(Plan plan, Program p, int i, int n, int workers, String budget) {
    return new Shard(plan, i, n).explore(Explorer::new, () -> p, workers, Budget.parse(budget));
  }

  private static Exploration whole(Program p) {
    try (Explorer explorer = new Explorer()) {
      return explorer.explore(p, new Dpor(), Budget.unlimited());
    }
  }

  @Test
  void shards_count_together_what_one_search_counts() {
    Exploration whole = whole(RIGHT);
    Plan plan = plan(RIGHT);
    assertThat(plan.parts()).isGreaterThanOrEqualTo(6);
    for (int n : new int[] {1, 2, 3}) {
      List<ShardResult> all = new ArrayList<>();
      for (int i = 1; i <= n; i++) {
        all.add(run(plan, RIGHT, i, n, n == 1 ? 2 : 1, "1e6"));
      }
      Grade g = Grade.of(plan, all);
      assertThat(g.problems()).isEmpty();
      assertThat(g.isComplete()).isTrue();
      assertThat(g.hasFailed()).isFalse();
      assertThat(g.totals().executions()).as(g.toString()).isEqualTo(whole.executions());
      assertThat(g.totals().depth()).isEqualTo(whole.depth());
    }
    assertThat(whole.executions()).isGreaterThan(50);
  }

  /** Threads that each lock these of three locks in order, and then unlock them. */
  private static Program locking(int[]... orders) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 1);
      Mtx[] locks = {rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_SND), rt.mtx(Locks.UNP)};
      return () -> {
        for (int t = 0; t < orders.length; t++) {
          int[] order = orders[t];
          rt.spawn("t" + t, Priority.USER, 0, () -> lockAll(locks, order));
        }
      };
    };
  }

  private static void lockAll(Mtx[] locks, int[] order) {
    for (int i : order) {
      locks[i].lock();
    }
    for (int i = order.length - 1; i >= 0; i--) {
      locks[order[i]].unlock();
    }
  }

  private static Explorer keepsGoing(boolean eager) {
    return new Explorer().keepGoing(true).eagerDeadlock(eager);
  }

  /**
   * Two of the threads can wait for each other while the third can go on: what that does is no
   * other deadlock, and what it could have done first is not missed.
   */
  @Test
  void deadlocks_among_others_that_go_on_are_counted_once() {
    deadlocks(3, 1, locking(new int[] {1}, new int[] {2, 0}, new int[] {0, 2}));
    deadlocks(10, 4, locking(new int[] {0, 1}, new int[] {1, 2, 0}, new int[] {2, 1}));
  }

  private static void deadlocks(long executions, long failures, Program p) {
    for (boolean eager : new boolean[] {false, true}) {
      try (Explorer explorer = keepsGoing(eager)) {
        Exploration whole = explorer.explore(p, new Dpor(), Budget.unlimited());
        assertThat(whole.executions()).as("whole, eager %s", eager).isEqualTo(executions);
        assertThat(whole.failures()).isEqualTo(failures);
        assertThat(whole.isComplete()).isTrue();
        Plan plan = Plan.of(explorer, "locking", p, 0, 8);
        List<ShardResult> all = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
          all.add(
              new Shard(plan, i, 2)
                  .explore(() -> keepsGoing(eager), () -> p, 1, Budget.unlimited()));
        }
        Grade g = Grade.of(plan, all);
        assertThat(g.totals().executions()).as("parts, eager %s", eager).isEqualTo(executions);
        assertThat(g.totals().failures()).isEqualTo(failures);
        assertThat(g.isComplete()).as(g.toString()).isTrue();
      }
    }
  }

  @Test
  void through_files_it_is_the_same(@TempDir Path dir) throws IOException {
    Plan made = plan(RIGHT);
    made.write(dir.resolve("plan"));
    Plan plan = Plan.read(dir.resolve("plan"));
    run(plan, RIGHT, 1, 2, 1, "1e6").write(dir.resolve("one"));
    run(plan, RIGHT, 2, 2, 1, "1e6").write(dir.resolve("two"));
    ShardResult one = ShardResult.read(dir.resolve("one"));
    ShardResult two = ShardResult.read(dir.resolve("two"));
    assertThat(Grade.of(made, List.of(one, two)).isComplete()).isTrue();
  }

  @Test
  void a_part_that_is_lost_doubled_foreign_or_unfinished_is_named() {
    Plan plan = plan(RIGHT);
    ShardResult one = run(plan, RIGHT, 1, 2, 1, "1e6");
    ShardResult two = run(plan, RIGHT, 2, 2, 1, "1e6");
    Grade lost = Grade.of(plan, List.of(one));
    assertThat(lost.isComplete()).isFalse();
    assertThat(lost.problems()).contains("lost: no result has part 1");
    Grade doubled = Grade.of(plan, List.of(one, two, one));
    assertThat(doubled.isComplete()).isFalse();
    assertThat(doubled.problems()).contains("doubled: part 0 is in this run and in this run");
    assertThat(doubled.totals().executions()).isEqualTo(whole(RIGHT).executions());
    ShardResult other = run(plan(WRONG), WRONG, 1, 2, 1, "1e6");
    Grade foreign = Grade.of(plan, List.of(one, two, other));
    assertThat(foreign.isComplete()).isFalse();
    assertThat(foreign.problems()).containsExactly("foreign: this run is of another plan");
    Grade unfinished = Grade.of(plan, List.of(one, run(plan, RIGHT, 2, 2, 1, "3")));
    assertThat(unfinished.isComplete()).isFalse();
    assertThat(unfinished.problems())
        .anyMatch(s -> s.startsWith("unfinished: part ") || s.startsWith("lost: "));
    assertThat(unfinished.toString()).contains("not complete: ");
  }

  /** Cut after every few executions; each run goes on from the file of the one before. */
  @Test
  void a_shard_that_was_cut_goes_on() {
    Plan plan = plan(RIGHT);
    ShardResult two = run(plan, RIGHT, 2, 2, 1, "1e6");
    for (int every : new int[] {1, 5}) {
      ShardResult r = run(plan, RIGHT, 1, 2, 1, every + "");
      for (int i = 0; !Grade.of(plan, List.of(r, two)).isComplete(); i++) {
        assertThat(i).isLessThan(10_000);
        r =
            new Shard(plan, 1, 2)
                .after(r)
                .explore(Explorer::new, () -> RIGHT, 1, Budget.executions(every));
      }
      assertThat(Grade.of(plan, List.of(r, two)).totals().executions())
          .isEqualTo(whole(RIGHT).executions());
    }
    assertThatThrownBy(() -> new Shard(plan, 1, 2).after(two))
        .isInstanceOf(StateException.class)
        .hasMessage("this run is of shard 2/2, not of 1/2");
  }

  @Test
  void a_failure_in_one_shard_is_the_failure_of_all() {
    Plan plan = plan(WRONG);
    Grade g = Grade.of(plan, List.of(run(plan, WRONG, 1, 1, 1, "1e6")));
    assertThat(g.hasFailed()).isTrue();
    assertThat(g.isComplete()).isFalse();
    assertThat(g.totals().schedule()).isNotEmpty();
    // The twin: the right program has none.
    Plan right = plan(RIGHT);
    assertThat(Grade.of(right, List.of(run(right, RIGHT, 1, 1, 1, "1e6"))).hasFailed()).isFalse();
  }

  @Test
  void a_shard_of_another_program_is_refused() {
    Plan plan = plan(RIGHT);
    assertThatThrownBy(() -> run(plan, WRONG, 1, 1, 1, "1e6"))
        .isInstanceOf(StateException.class)
        .hasMessageStartingWith("the plan is of another counting: ");
  }

  @Test
  void shards_are_numbered_from_one() {
    Plan plan = plan(RIGHT);
    Shard.parse(plan, "2/2");
    for (String bad : new String[] {"", "1", "0/2", "3/2", "1/0", "a/b", "-1/2"}) {
      assertThatThrownBy(() -> Shard.parse(plan, bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("shard ");
    }
  }
}
