package giantless.explore.search;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import giantless.lock.explored.ExploredRuntime;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * Families of programs whose numbers of classes follow from a formula, with its derivation. Counted
 * are executions, so a class missed or visited twice shows.
 */
class ClosedFormsTest {

  /** A program of n threads; the function makes what thread i does, after set-up. */
  private static Program threads(int n, Function<ExploredRuntime, IntFunction<Runnable>> code) {
    return world -> {
      ExploredRuntime rt = world.runtime("", null, 2);
      IntFunction<Runnable> bodies = code.apply(rt);
      return () -> {
        for (int i = 0; i < n; i++) {
          rt.spawn("t" + i, Priority.USER, 0, bodies.apply(i));
        }
      };
    };
  }

  private static void classes(Program p, long expected) {
    try (Explorer explorer = new Explorer().keepGoing(true).eagerDeadlock(false)) {
      Exploration e = explorer.explore(p, new Dpor(), Budget.unlimited());
      assertThat(e.executions()).as(e.toString()).isEqualTo(expected);
      assertThat(e.redundant()).as(e.toString()).isZero();
      assertThat(e.isComplete()).isTrue();
    }
  }

  private static long factorial(int n) {
    return n < 2 ? 1 : n * factorial(n - 1);
  }

  private static long binomial(int n, int k) {
    return k == 0 ? 1 : binomial(n - 1, k - 1) * n / k;
  }

  /** n threads take one lock once: the classes are the orders of the threads, n!. */
  @Test
  void one_lock_of_n_threads_has_n_factorial_classes() {
    for (int n = 1; n <= 5; n++) {
      classes(
          threads(
              n,
              rt -> {
                Mtx m = rt.mtx(Locks.SO_RCV);
                return i ->
                    () -> {
                      m.lock();
                      m.unlock();
                    };
              }),
          factorial(n));
    }
  }

  /** Every thread has a lock of its own: nothing is dependent, one class. */
  @Test
  void own_locks_have_one_class() {
    for (int n = 1; n <= 5; n++) {
      classes(
          threads(
              n,
              rt ->
                  i -> {
                    Mtx m = rt.mtx(Locks.SO_RCV);
                    return () -> {
                      m.lock();
                      m.unlock();
                      m.lock();
                      m.unlock();
                    };
                  }),
          1);
    }
  }

  /** Two threads write one atomic k and l times: the ways to merge them, (k+l over k). */
  @Test
  void writes_of_one_atomic_have_binomial_many_classes() {
    for (int k = 1; k <= 4; k++) {
      for (int l = 1; l <= 4; l++) {
        int[] times = {k, l};
        classes(
            threads(
                2,
                rt -> {
                  AtomicInt a = rt.atomicInt(0);
                  return i ->
                      () -> {
                        for (int x = 0; x < times[i]; x++) {
                          a.fetchAdd(1);
                        }
                      };
                }),
            binomial(k + l, k));
      }
    }
  }

  /** One thread writes, n others read: each reader comes before or after, 2^n. */
  @Test
  void a_writer_and_n_readers_have_two_to_the_n_classes() {
    for (int n = 0; n <= 6; n++) {
      classes(
          threads(
              n + 1,
              rt -> {
                AtomicInt a = rt.atomicInt(0);
                return i -> i == 0 ? () -> a.set(1) : () -> a.get();
              }),
          1L << n);
    }
  }

  /** n threads hold a lock shared: readers are independent, one class. */
  @Test
  void readers_alone_have_one_class() {
    LockClass k =
        Locks.all().stream().filter(c -> c.kind() == LockClass.Kind.RW).findFirst().orElseThrow();
    for (int n = 1; n <= 5; n++) {
      classes(
          threads(
              n,
              rt -> {
                RwLock l = rt.rw(k);
                return i ->
                    () -> {
                      l.rlock();
                      l.runlock();
                    };
              }),
          1);
    }
  }

  /** Thread i sets flag i and reads flag i+1: every reading before or after, but not all before. */
  @Test
  void a_ring_of_flags_has_two_to_the_n_less_one_classes() {
    for (int n = 2; n <= 6; n++) {
      int size = n;
      classes(
          threads(
              n,
              rt -> {
                AtomicInt[] flag = new AtomicInt[size];
                for (int i = 0; i < size; i++) {
                  flag[i] = rt.atomicInt(0);
                }
                return i ->
                    () -> {
                      flag[i].set(1);
                      flag[(i + 1) % size].get();
                    };
              }),
          (1L << n) - 1);
    }
  }

  /**
   * n philosophers, the left fork first. Each fork goes to one of its two neighbours first, 2^n;
   * all to the right-hand neighbours' left hands is the deadlock, one class of its own; all the
   * other way round is a cycle in time, none: 2^n - 1.
   */
  @Test
  void philosophers_have_two_to_the_n_less_one_classes_one_of_them_the_deadlock() {
    for (int n = 2; n <= 5; n++) {
      int size = n;
      classes(
          threads(
              n,
              rt -> {
                Mtx[] fork = new Mtx[size];
                for (int i = 0; i < size; i++) {
                  fork[i] = rt.mtx(Locks.SO_RCV);
                }
                return i ->
                    () -> {
                      fork[i].lock();
                      fork[(i + 1) % size].lock();
                      fork[(i + 1) % size].unlock();
                      fork[i].unlock();
                    };
              }),
          (1L << n) - 1);
    }
  }

  /** n threads choose among k once: every combination, k^n. */
  @Test
  void independent_choices_have_k_to_the_n_classes() {
    for (int n = 1; n <= 4; n++) {
      classes(threads(n, rt -> i -> () -> rt.choose(3, "colour")), (long) Math.pow(3, n));
    }
  }

  /** A signal without a lock comes before or after the waiter sleeps: two; a lock adds nothing. */
  @Test
  void a_signal_and_a_waiter_have_two_classes() {
    classes(
        threads(
            2,
            rt -> {
              Mtx m = rt.mtx(Locks.SO_RCV);
              CondVar cv = rt.cv("cv");
              return i ->
                  i == 0
                      ? () -> {
                        m.lock();
                        cv.await(m);
                        m.unlock();
                      }
                      : cv::signal;
            }),
        2);
  }
}
