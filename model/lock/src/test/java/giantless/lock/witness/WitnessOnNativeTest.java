package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RmLock;
import giantless.lock.nat.NativeRuntime;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Witness and profile on real threads. */
class WitnessOnNativeTest {
  private static final LockClass A = LockClass.mtx("a").build();
  private static final LockClass B = LockClass.mtx("b").build();
  private static final LockClass RM = LockClass.rm("rm").build();

  private final Witness witness = new Witness();
  private final NativeRuntime rt = NativeRuntime.real(witness, 2, 1);

  private static Throwable inThread(LockRuntime rt, String name, Runnable body) {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    rt.spawn(name, Priority.KTHREAD, 0, () -> thrown.set(catchThrowable(body::run))).join();
    return thrown.get();
  }

  @Test
  void reversal_between_two_threads_names_both_and_their_lines() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    assertThat(
            inThread(
                rt,
                "first",
                () -> {
                  a.lock();
                  b.lock();
                  b.unlock();
                  a.unlock();
                }))
        .isNull();
    Throwable t =
        inThread(
            rt,
            "second",
            () -> {
              b.lock();
              try {
                a.lock();
              } finally {
                b.unlock();
              }
            });
    assertThat(t).isInstanceOf(WitnessViolation.class);
    String text = SplatText.numbered(t.getMessage());
    assertThat(text)
        .startsWith(
            """
            lock order reversal
             1st b (sleep mutex) @ WitnessOnNativeTest.java:L1 by thread second
             2nd a (sleep mutex) @ WitnessOnNativeTest.java:L2 by thread second
            order so far: a -> b
             a -> b learnt from thread first
              a (sleep mutex) @ WitnessOnNativeTest.java:L3
            """);
    rt.shutdown();
  }

  @Test
  void one_witness_learns_from_two_machines() {
    NativeRuntime other = NativeRuntime.real(witness, 1, 2);
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    a.lock();
    b.lock();
    b.unlock();
    a.unlock();
    Mtx a2 = other.mtx(A);
    Mtx b2 = other.mtx(B);
    b2.lock();
    assertThatThrownBy(a2::lock)
        .isInstanceOf(WitnessViolation.class)
        .hasMessageContaining("order so far: a -> b");
  }

  @Test
  void giant_and_the_interlock_come_back_after_a_sleep_in_order() {
    Mtx a = rt.mtx(A);
    CondVar cv = rt.cv("flag");
    boolean[] flag = {false};
    rt.giant().lock();
    rt.giant().lock();
    a.lock();
    var waker =
        rt.spawn(
            "waker",
            Priority.KTHREAD,
            1,
            () -> {
              rt.giant().lock();
              a.lock();
              flag[0] = true;
              cv.signal();
              a.unlock();
              rt.giant().unlock();
            });
    while (!flag[0]) {
      cv.await(a);
    }
    a.unlock();
    rt.giant().unlock();
    rt.giant().unlock();
    waker.join();
    assertThat(witness.violations()).isEmpty();
    assertThat(witness.graph().edge("Giant", "a")).isNotNull();
    rt.shutdown();
  }

  @Test
  void sleep_with_another_mutex_panics_before_it_sleeps() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    CondVar cv = rt.cv("never");
    a.lock();
    b.lock();
    assertThatThrownBy(() -> cv.await(b))
        .isInstanceOf(WitnessViolation.class)
        .hasMessageStartingWith(
            "sleep with a non-sleepable lock held: never\n 1st a (sleep mutex)");
    assertThat(b.isOwned()).isTrue();
  }

  @Test
  void a_thread_that_returns_with_a_lock_is_reported() {
    Mtx a = rt.mtx(A);
    LockRuntime machine = rt;
    machine.spawn("leaker", Priority.KTHREAD, 0, () -> a.lock()).join();
    assertThat(witness.violations()).hasSize(1);
    assertThat(witness.violations().get(0))
        .hasMessageStartingWith("locks held where none may be: return of thread leaker\n 1st a");
  }

  @Test
  void unlock_by_a_stranger_panics_on_a_real_thread() {
    Mtx a = rt.mtx(A);
    a.lock();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    rt.spawn("stranger", Priority.KTHREAD, 0, () -> thrown.set(catchThrowable(a::unlock)));
    while (thrown.get() == null) {
      rt.yieldCpu();
    }
    a.unlock();
    assertThat(thrown.get())
        .isInstanceOf(WitnessViolation.class)
        .hasMessageContaining("by thread stranger\nlocks held by the thread: none");
  }

  @Test
  void readers_of_a_read_mostly_lock_are_ordered_too() {
    RmLock rm = rt.rm(RM);
    Mtx a = rt.mtx(A);
    RmLock.Tracker tracker = rm.rlock();
    RmLock.Tracker again = rm.rlock();
    a.lock();
    a.unlock();
    rm.runlock(again);
    rm.runlock(tracker);
    a.lock();
    assertThatThrownBy(rm::wlock)
        .isInstanceOf(WitnessViolation.class)
        .hasMessageContaining("order so far: rm -> a");
  }

  @Test
  void contention_is_profiled() {
    LockProfile profile = new LockProfile(false);
    NativeRuntime machine = NativeRuntime.real(WatchChain.of(witness, profile), 2, 3);
    Mtx a = machine.mtx(A);
    a.lock();
    var waiter =
        machine.spawn(
            "waiter",
            Priority.KTHREAD,
            1,
            () -> {
              a.lock();
              a.unlock();
            });
    while (!machine.isBlocked(waiter)) {
      machine.yieldCpu();
    }
    a.unlock();
    waiter.join();
    LockProfile.Row row = profile.byClass().get(0);
    assertThat(row.acquisitions()).isEqualTo(2);
    assertThat(row.contended()).isEqualTo(1);
    assertThat(row.waitMax()).isPositive().isEqualTo(row.waitTotal());
    assertThat(row.holdTotal()).isPositive();
    machine.shutdown();
  }

  @Test
  void many_threads_teach_one_witness_without_loss() {
    int threads = 4;
    int rounds = 500;
    LockClass[] classes = new LockClass[12];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = LockClass.mtx("n" + i).build();
    }
    KThread[] all = new KThread[threads];
    for (int t = 0; t < threads; t++) {
      all[t] =
          rt.spawn(
              "t" + t,
              Priority.KTHREAD,
              t % 2,
              () -> {
                for (int r = 0; r < rounds; r++) {
                  Mtx first = rt.mtx(classes[r % 11]);
                  Mtx second = rt.mtx(classes[r % 11 + 1]);
                  first.lock();
                  second.lock();
                  second.unlock();
                  first.unlock();
                }
              });
    }
    for (KThread t : all) {
      t.join();
    }
    assertThat(witness.violations()).isEmpty();
    assertThat(witness.graph().edges()).hasSize(11);
    assertThat(witness.graph().edges().stream().mapToLong(LockOrderEdge::count).sum())
        .isEqualTo((long) threads * rounds);
  }
}
