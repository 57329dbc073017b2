package giantless.explore.minimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.explore.search.Budget;
import giantless.explore.search.Dpor;
import giantless.explore.search.Exploration;
import giantless.explore.search.Explorer;
import giantless.explore.search.PreemptionBounded;
import giantless.explore.search.Program;
import giantless.explore.search.Strategy;
import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.ExploredRuntime;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.ReplayScheduler;
import giantless.lock.explored.Result;
import giantless.lock.explored.Scheduler;
import giantless.lock.explored.ThreadCarrier;
import giantless.lock.explored.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Failures become as short as they are known to be, and what is called proved is the least. */
class MinimiserIT {
  /** Random programs with more interleavings are not compared. */
  private static final int MOST = 50_000;

  /** Actors on common ground; {@code after} checks what is left when all have ended. */
  private static final class Scene implements Reducible {
    private final Function<ExploredRuntime, List<Runnable>> actors;
    private final boolean joins;
    private final BitSet kept = new BitSet();
    private final int count;

    Scene(int count, boolean joins, Function<ExploredRuntime, List<Runnable>> actors) {
      this.actors = actors;
      this.joins = joins;
      this.count = count;
      kept.set(0, count);
    }

    @Override
    public int actors() {
      return count;
    }

    @Override
    public Program with(BitSet some) {
      Scene s = new Scene(count, joins, actors);
      s.kept.and(some);
      return s;
    }

    /** After the actors of the list comes, if there is one more, the final check. */
    @Override
    public Runnable begin(World world) {
      ExploredRuntime rt = world.runtime("", null, 2);
      List<Runnable> bodies = actors.apply(rt);
      return () -> {
        List<KThread> threads = new ArrayList<>();
        for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
          threads.add(rt.spawn("actor" + i, Priority.USER, 0, bodies.get(i)));
        }
        if (joins) {
          threads.forEach(KThread::join);
          bodies.get(count).run();
        }
      };
    }
  }

  private static Runnable both(Mtx first, Mtx second) {
    return () -> {
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    };
  }

  /** Forth and back cross; two more actors have nothing to do with it. */
  private static Scene crossed() {
    return new Scene(
        4,
        false,
        rt -> {
          Mtx a = rt.mtx(Locks.SO_RCV);
          Mtx b = rt.mtx(Locks.SO_SND);
          AtomicInt n = rt.atomicInt(0);
          return List.of(() -> n.fetchAdd(1), both(a, b), () -> n.set(7), both(b, a));
        });
  }

  private static Scene philosophers(int n) {
    return new Scene(
        n,
        false,
        rt -> {
          List<Mtx> forks = new ArrayList<>();
          List<Runnable> all = new ArrayList<>();
          for (int i = 0; i < n; i++) {
            forks.add(rt.mtx(Locks.SO_RCV));
          }
          for (int i = 0; i < n; i++) {
            all.add(both(forks.get(i), forks.get((i + 1) % n)));
          }
          return all;
        });
  }

  private static Scene lostSignal() {
    return new Scene(
        2,
        false,
        rt -> {
          Mtx m = rt.mtx(Locks.SO_RCV);
          CondVar cv = rt.cv("data");
          return List.of(
              () -> {
                m.lock();
                cv.await(m);
                m.unlock();
              },
              () -> {
                m.lock();
                m.unlock();
                cv.signal();
              });
        });
  }

  /** Three add by reading and writing; the check wants as many as there are. */
  private static Scene lostUpdate() {
    return new Scene(
        3,
        true,
        rt -> {
          AtomicInt n = rt.atomicInt(0);
          AtomicInt begun = rt.atomicInt(0);
          Runnable add =
              () -> {
                begun.fetchAdd(1);
                n.set(n.get() + 1);
              };
          return List.of(
              add,
              add,
              add,
              () -> {
                if (n.get() != begun.get()) {
                  throw new IllegalStateException("lost an update");
                }
              });
        });
  }

  private static int[] failing(Explorer explorer, Program p, Strategy s) {
    Exploration e = explorer.explore(p, s, Budget.executions(1_000_000));
    assertThat(e.end()).isEqualTo(Exploration.End.FAILURE);
    return e.schedule();
  }

  private static Minimal minimal(Program p, long budget) {
    try (Explorer explorer = new Explorer()) {
      int[] schedule = failing(explorer, p, new Dpor());
      Minimal m = new Minimiser(explorer).minimise(p, schedule, budget);
      Result again = explorer.replay(m.program(), new ReplayScheduler(m.schedule(), true), true);
      assertThat(again.failure().kind()).isEqualTo(m.failure().kind());
      assertThat(again.failure().message()).contains(m.failure().message().split("\n")[0]);
      assertThat(again.schedule()).isEqualTo(m.schedule());
      return m;
    }
  }

  private static void least(Program p, int actors, int operations, int preemptions) {
    Minimal m = minimal(p, 200_000);
    assertThat(m.isProved()).as(m.toString()).isTrue();
    assertThat(m.actors().cardinality()).as(m.toString()).isEqualTo(actors);
    assertThat(m.operations()).as(m.toString()).isEqualTo(operations);
    assertThat(m.preemptions()).as(m.toString()).isEqualTo(preemptions);
  }

  @Test
  void crossed_locks_need_two_actors_two_operations_and_one_preemption() {
    least(crossed(), 2, 2, 1);
    assertThat(minimal(crossed(), 200_000).actors().toString()).isEqualTo("{1, 3}");
  }

  /**
   * The first is interrupted with one fork in hand; then the right-hand neighbour of each takes his
   * fork and waits for the next, which is no preemption.
   */
  @Test
  void n_philosophers_need_n_operations_and_one_preemption() {
    least(philosophers(2), 2, 2, 1);
    least(philosophers(3), 3, 3, 1);
    least(philosophers(4), 4, 4, 1);
  }

  /** Without the signaller the waiter always sleeps for ever, which loses no signal. */
  @Test
  void a_signal_is_not_lost_by_the_waiter_alone() {
    Minimal m = minimal(lostSignal(), 200_000);
    assertThat(m.isProved()).as(m.toString()).isTrue();
    assertThat(m.actors().cardinality()).as(m.toString()).isEqualTo(2);
  }

  /** The twin: where a waiter is all there ever is, one will do. */
  @Test
  void what_always_fails_needs_no_more_than_what_fails() {
    Scene waiters =
        new Scene(
            2,
            false,
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("data");
              Runnable waits =
                  () -> {
                    m.lock();
                    cv.await(m);
                    m.unlock();
                  };
              return List.of(waits, waits);
            });
    least(waiters, 1, 2, 0);
  }

  /** Two actors of three steps, two joins and two reads by the check; one reads between. */
  @Test
  void a_lost_update_needs_two_actors_ten_operations_and_one_preemption() {
    least(lostUpdate(), 2, 10, 1);
  }

  @Test
  void a_minimum_is_the_same_each_time() {
    Minimal one = minimal(lostUpdate(), 5_000);
    Minimal two = minimal(lostUpdate(), 5_000);
    assertThat(one.schedule()).isEqualTo(two.schedule());
    assertThat(one.toString()).isEqualTo(two.toString());
  }

  @Test
  void what_a_budget_cut_is_not_called_proved() {
    Minimal m = minimal(philosophers(4), 40);
    assertThat(m.isProved()).isFalse();
    assertThat(m.toString()).contains("not proved minimal in actors (budget 40 executions)");
    assertThat(m.executions()).isLessThanOrEqualTo(41);
  }

  /** A check that fails sooner than the deadlock is another failure. */
  @Test
  void another_kind_of_failure_is_not_taken_for_it() {
    Scene p =
        new Scene(
            3,
            false,
            rt -> {
              Mtx a = rt.mtx(Locks.SO_RCV);
              Mtx b = rt.mtx(Locks.SO_SND);
              AtomicInt n = rt.atomicInt(0);
              return List.of(
                  both(a, b),
                  both(b, a),
                  () -> {
                    if (n.fetchAdd(1) == 0) {
                      throw new IllegalStateException("at once");
                    }
                  });
            });
    try (Explorer explorer = new Explorer()) {
      int[] deadlock = failing(explorer, p.with(BitSet.valueOf(new long[] {3})), new Dpor());
      Minimal m =
          new Minimiser(explorer)
              .minimise(p.with(BitSet.valueOf(new long[] {3})), deadlock, 100_000);
      assertThat(m.failure().kind()).isEqualTo(Failure.Kind.DEADLOCK);
      // The twin: who takes any failure for the same one has another.
      Minimal any =
          new Minimiser(explorer).same((x, y) -> true).minimise(p, deadlock(explorer, p), 100_000);
      assertThat(any.failure().kind()).isEqualTo(Failure.Kind.EXCEPTION);
      Minimal right = new Minimiser(explorer).minimise(p, deadlock(explorer, p), 100_000);
      assertThat(right.failure().kind()).isEqualTo(Failure.Kind.DEADLOCK);
      assertThat(right.actors().toString()).isEqualTo("{0, 1}");
    }
  }

  private static int[] deadlock(Explorer explorer, Program p) {
    PreemptionBounded all = new PreemptionBounded(2);
    while (all.advance()) {
      Recorder recorder = new Recorder(all);
      Result r = explorer.attempt(p, recorder);
      if (r.failure() != null && r.failure().kind() == Failure.Kind.DEADLOCK) {
        return recorder.schedule();
      }
    }
    throw new AssertionError("no deadlock");
  }

  @Test
  void a_schedule_that_does_not_fail_is_refused() {
    try (Explorer explorer = new Explorer()) {
      assertThatThrownBy(() -> new Minimiser(explorer).minimise(lostSignal(), new int[0], 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the schedule leads to no failure");
      assertThatThrownBy(() -> new Minimiser(explorer).minimise(lostSignal(), new int[] {9}, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("the schedule is not of this program: replay: decision 0");
    }
  }

  /**
   * Two threads, each of which takes two of three locks twice, one inside of the other, and adds to
   * a counter that must not become 2 while a lock is held; the seed makes it.
   */
  private static final class LockPairs implements Program {
    private final int[] picks;

    LockPairs(long seed) {
      picks = new Random(seed).ints(12, 0, 3).toArray();
    }

    @Override
    public String toString() {
      return Arrays.toString(picks);
    }

    @Override
    public Runnable begin(World world) {
      ExploredRuntime rt = world.runtime("", null, 2);
      Mtx[] locks = {rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_RCV), rt.mtx(Locks.SO_RCV)};
      AtomicInt n = rt.atomicInt(0);
      return () -> {
        rt.spawn("one", Priority.USER, 0, () -> run(locks, n, 0));
        rt.spawn("two", Priority.USER, 0, () -> run(locks, n, 6));
      };
    }

    private void run(Mtx[] locks, AtomicInt n, int from) {
      for (int i = from; i < from + 6; i += 3) {
        Mtx outer = locks[picks[i]];
        Mtx inner = locks[(picks[i] + 1 + picks[i + 1] / 2) % 3];
        outer.lock();
        if (picks[i + 2] == 0 && n.fetchAdd(1) == 1) {
          throw new IllegalStateException("two");
        }
        inner.lock();
        inner.unlock();
        outer.unlock();
      }
    }
  }

  /**
   * Guesses how many interleavings there are: the mean over random ones of how many ways there were
   * at all of their steps together; after Knuth, "Estimating the Efficiency of Backtrack Programs",
   * 1975.
   */
  private static double interleavings(Explorer explorer, Program p, int samples) {
    double sum = 0;
    for (int seed = 1; seed <= samples; seed++) {
      double[] ways = {1};
      Scheduler random = new RandomScheduler(seed);
      explorer.attempt(
          p,
          world -> {
            int enabled = 0;
            for (int i = 0; i < world.liveCount(); i++) {
              enabled += world.isEnabled(world.live(i)) ? 1 : 0;
            }
            ways[0] *= enabled;
            return random.next(world);
          });
      sum += ways[0];
    }
    return sum / samples;
  }

  /** Runs every interleaving, and tells of those that fail as the first one did. */
  private static boolean every(
      Explorer explorer, Program p, Failure wanted, int most, Consumer<Recorder> failing) {
    PreemptionBounded all = new PreemptionBounded(Integer.MAX_VALUE);
    for (int n = 0; all.advance(); n++) {
      if (n == most) {
        return false;
      }
      Recorder recorder = new Recorder(all);
      Result r = explorer.attempt(p, recorder);
      if (r.failure() != null && Minimiser.isSame(wanted, r.failure())) {
        failing.accept(recorder);
      }
    }
    return true;
  }

  @Test
  void what_is_proved_of_random_programs_is_the_least_of_all_interleavings() {
    int programs = ThreadCarrier.hasContinuations() ? 12 : 3;
    int compared = 0;
    int preempted = 0;
    try (Explorer explorer = new Explorer()) {
      for (long seed = 1; compared < programs; seed++) {
        Program p = new LockPairs(seed);
        Exploration e = explorer.explore(p, new Dpor(), Budget.executions(10_000));
        // What is far too large is not run up to the bound for nothing.
        if (e.failure() == null || interleavings(explorer, p, 200) > 2 * MOST) {
          continue;
        }
        int[] least = {Integer.MAX_VALUE, Integer.MAX_VALUE};
        boolean all =
            every(
                explorer,
                p,
                e.failure().failure(),
                MOST,
                r -> {
                  if (r.operations() < least[0]
                      || (r.operations() == least[0] && r.preemptions() < least[1])) {
                    least[0] = r.operations();
                    least[1] = r.preemptions();
                  }
                });
        if (all) {
          compared++;
          Minimal m = new Minimiser(explorer).minimise(p, e.schedule(), 100_000);
          String what = "seed " + seed + ": " + p + "; " + m;
          assertThat(m.isProved()).as(what).isTrue();
          assertThat(m.operations()).as(what).isEqualTo(least[0]);
          assertThat(m.preemptions()).as(what).isEqualTo(least[1]);
          preempted += m.preemptions() > 0 ? 1 : 0;
        }
      }
    }
    System.out.printf("%d programs, %d with a preemption%n", compared, preempted);
    assertThat(preempted).isPositive();
  }
}
