package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.SleepQueue;
import giantless.lock.WaitResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sleep queues and condition variables; time is virtual, so a timed wait costs none. */
class NativeSleepTest extends NativeTestBase {
  private final Mtx m = rt.mtx(Locks.SO_RCV);
  private final SleepQueue sq = rt.sleepQueue();
  private final Object channel = new Object();
  private final CondVar cv = rt.cv("cv");
  private final List<String> order = new ArrayList<>();

  /** A thread that sleeps on the channel and then notes its name. */
  private KThread sleeper(String name, int priority) {
    return blocked(
        name,
        priority,
        () -> {
          m.lock();
          sq.sleep(channel, m, "test");
          assertThat(m.isOwned()).isTrue();
          order.add(name);
          m.unlock();
        });
  }

  private KThread waiter(String name, int priority) {
    return blocked(
        name,
        priority,
        () -> {
          m.lock();
          cv.await(m);
          assertThat(m.isOwned()).isTrue();
          order.add(name);
          m.unlock();
        });
  }

  @Test
  void wakeup_one_wakes_the_best_priority_the_longest_asleep() {
    KThread a = sleeper("a", 100);
    KThread b = sleeper("b", 50);
    KThread c = sleeper("c", 50);
    for (KThread next : new KThread[] {b, c, a}) {
      sq.wakeupOne(channel);
      next.join();
    }
    assertThat(order).containsExactly("b", "c", "a");
  }

  /** An interrupt's handler is done before those it woke go on; unless it has to wait itself. */
  @Test
  void sleeper_that_an_interrupt_wakes_starts_when_the_handler_ends_or_waits() {
    KThread a = sleeper("a", 100);
    KThread b = sleeper("b", 100);
    Thread jvmA = ((NativeThread) a).thread;
    Thread jvmB = ((NativeThread) b).thread;
    awaitParked(jvmA);
    awaitParked(jvmB);
    KThread irq =
        spawn(
            "irq",
            () -> {
              rt.interruptBegins();
              sq.wakeupOne(channel);
              assertThat(jvmA.getState()).isEqualTo(Thread.State.WAITING);
              a.join();
              sq.wakeup(channel);
              assertThat(jvmB.getState()).isEqualTo(Thread.State.WAITING);
              rt.interruptEnds();
              b.join();
            });
    joinAll(irq);
    assertThat(order).containsExactly("a", "b");
  }

  @Test
  void sleeper_that_an_interrupt_wakes_starts_when_the_handler_yields() {
    KThread a = sleeper("a", 100);
    awaitParked(((NativeThread) a).thread);
    KThread irq =
        spawn(
            "irq",
            () -> {
              rt.interruptBegins();
              sq.wakeup(channel);
              while (started() == 0) {
                rt.yieldCpu();
              }
              rt.interruptEnds();
            });
    joinAll(irq, a);
    assertThat(order).containsExactly("a");
  }

  @Test
  void sleeper_that_an_interrupt_wakes_starts_though_the_handler_panics() {
    NativeRuntime other = NativeRuntime.virtual(clock, null, 2, 1);
    Mtx lock = other.mtx(Locks.SO_RCV);
    KThread a =
        other.spawn(
            "a",
            Priority.KTHREAD,
            0,
            () -> {
              lock.lock();
              other.sleepQueue().sleep(channel, lock, "test");
              order.add("a");
              lock.unlock();
            });
    awaitParked(((NativeThread) a).thread);
    KThread irq =
        other.spawn(
            "irq",
            Priority.KTHREAD,
            0,
            () -> {
              other.interruptBegins();
              other.sleepQueue().wakeup(channel);
              throw new Panic("spurious interrupt");
            });
    joinAll(irq, a);
    assertThat(order).containsExactly("a");
    assertThatThrownBy(other::shutdown)
        .hasMessage("shutdown: threads died: irq: giantless.lock.Panic: spurious interrupt");
  }

  @Test
  void interrupt_that_wakes_very_many_starts_some_before_its_end() {
    KThread[] many = new KThread[20];
    for (int i = 0; i < many.length; i++) {
      many[i] = sleeper("s" + i, 100);
    }
    KThread irq =
        spawn(
            "irq",
            () -> {
              rt.interruptBegins();
              sq.wakeup(channel);
              while (started() < 10) {
                Thread.yield();
              }
              rt.interruptEnds();
            });
    joinAll(irq);
    joinAll(many);
    assertThat(order).hasSize(many.length);
  }

  private int started() {
    m.lock();
    int n = order.size();
    m.unlock();
    return n;
  }

  private static void awaitParked(Thread t) {
    while (t.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
  }

  @Test
  void wakeup_wakes_all_sleepers_of_its_channel_and_no_other() {
    KThread a = sleeper("a", 100);
    KThread b = sleeper("b", 100);
    Object other = new Object();
    KThread c =
        blocked(
            "c",
            () -> {
              m.lock();
              sq.sleep(other, m, "other");
              m.unlock();
            });
    sq.wakeup(channel);
    joinAll(a, b);
    assertThat(rt.isBlocked(c)).isTrue();
    sq.wakeup(other);
    c.join();
  }

  @Test
  void wakeup_without_sleepers_is_lost() {
    sq.wakeup(channel);
    sq.wakeupOne(channel);
    cv.signal();
    cv.broadcast();
    KThread a = sleeper("a", 100);
    assertThat(order).isEmpty();
    sq.wakeup(channel);
    a.join();
  }

  @Test
  void signal_wakes_one_and_broadcast_all() {
    KThread a = waiter("a", 100);
    KThread b = waiter("b", 50);
    KThread c = waiter("c", 100);
    assertThat(cv.hasWaiters()).isTrue();
    cv.signal();
    b.join();
    cv.broadcast();
    joinAll(a, c);
    assertThat(cv.hasWaiters()).isFalse();
    assertThat(order).hasSize(3).startsWith("b");
    assertThat(cv.waitMessage()).isEqualTo("cv");
  }

  // ---- Time ----

  @Test
  void timed_sleeps_end_at_their_own_times_and_take_the_interlock_again() {
    long[] at = new long[2];
    WaitResult[] got = new WaitResult[2];
    KThread late =
        blocked(
            "late",
            () -> {
              m.lock();
              got[0] = sq.sleep(channel, m, "late", false, 2_000, false);
              at[0] = rt.uptimeNanos();
              assertThat(m.isOwned()).isTrue();
              m.unlock();
            });
    KThread early =
        blocked(
            "early",
            () -> {
              m.lock();
              got[1] = cv.timedAwait(m, 1_000);
              at[1] = rt.uptimeNanos();
              m.unlock();
            });
    assertThat(clock.nextEventNanos()).isEqualTo(1_000);
    clock.advance(999);
    assertThat(rt.isBlocked(early)).isTrue();
    assertThat(clock.advanceToNext()).isTrue();
    early.join();
    assertThat(rt.isBlocked(late)).isTrue();
    assertThat(clock.advanceToNext()).isTrue();
    late.join();
    assertThat(got).containsExactly(WaitResult.TIMED_OUT, WaitResult.TIMED_OUT);
    assertThat(at).containsExactly(2_000L, 1_000L);
    assertThat(clock.advanceToNext()).isFalse();
  }

  @Test
  void wakeup_before_the_time_cancels_it() {
    WaitResult[] got = new WaitResult[1];
    KThread t =
        blocked(
            "t",
            () -> {
              m.lock();
              got[0] = cv.timedAwait(m, 1_000);
              m.unlock();
            });
    cv.signal();
    t.join();
    assertThat(got[0]).isEqualTo(WaitResult.WOKEN);
    assertThat(clock.nextEventNanos()).isEqualTo(NativeRuntime.NEVER);
  }

  @Test
  void longest_time_does_not_overflow() {
    clock.advance(5);
    KThread t =
        blocked(
            "t",
            () -> {
              m.lock();
              cv.timedAwait(m, Long.MAX_VALUE);
              m.unlock();
            });
    clock.advance(1_000_000);
    assertThat(rt.isBlocked(t)).isTrue();
    cv.signal();
    t.join();
  }

  @Test
  void real_time_ends_a_timed_sleep() {
    NativeRuntime real = NativeRuntime.real(null, 1, 1);
    Mtx mtx = real.mtx(Locks.SO_RCV);
    mtx.lock();
    long before = real.uptimeNanos();
    assertThat(real.cv("x").timedAwait(mtx, 200_000)).isEqualTo(WaitResult.TIMED_OUT);
    assertThat(real.uptimeNanos() - before).isGreaterThanOrEqualTo(200_000);
    mtx.unlock();
    real.shutdown();
  }

  // ---- Signals ----

  @Test
  void signal_ends_an_interruptible_sleep_and_stays_posted() {
    WaitResult[] got = new WaitResult[2];
    KThread t =
        blocked(
            "t",
            () -> {
              m.lock();
              got[0] = cv.awaitSig(m);
              assertThat(m.isOwned()).isTrue();
              got[1] = cv.timedAwaitSig(m, 10);
              m.unlock();
            });
    t.interrupt();
    t.join();
    assertThat(got).containsExactly(WaitResult.INTERRUPTED, WaitResult.INTERRUPTED);
    assertThat(t.isInterrupted()).isTrue();
    assertThat(t.clearInterrupt()).isTrue();
    assertThat(t.isInterrupted()).isFalse();
  }

  @Test
  void signal_does_not_end_an_uninterruptible_sleep() {
    KThread t = sleeper("t", 100);
    t.interrupt();
    m.lock();
    assertThat(rt.isBlocked(t)).isTrue();
    m.unlock();
    sq.wakeup(channel);
    t.join();
  }

  // ---- Interlock and Giant ----

  @Test
  void drop_leaves_the_interlock_free() {
    KThread t =
        blocked(
            "t",
            () -> {
              m.lock();
              sq.sleep(channel, m, "pdrop", false, SleepQueue.FOREVER, true);
              assertThat(m.isOwned()).isFalse();
              rt.curthread().interrupt();
              m.lock();
              assertThat(sq.sleep(channel, m, "pdrop", true, SleepQueue.FOREVER, true))
                  .isEqualTo(WaitResult.INTERRUPTED);
              assertThat(m.isOwned()).isFalse();
            });
    sq.wakeup(channel);
    t.join();
  }

  @Test
  void sleep_without_interlock() {
    KThread t = blocked("t", () -> sq.sleep(channel, null, "tsleep"));
    sq.wakeup(channel);
    t.join();
  }

  @Test
  void giant_is_dropped_with_its_depth_over_a_sleep() {
    int[] depth = new int[1];
    KThread t =
        blocked(
            "t",
            () -> {
              rt.giant().lock();
              rt.giant().lock();
              m.lock();
              cv.await(m);
              m.unlock();
              depth[0] = rt.giant().drop();
            });
    assertThat(rt.giant().mtx().tryLock()).isTrue();
    rt.giant().unlock();
    cv.signal();
    t.join();
    assertThat(depth[0]).isEqualTo(2);
  }

  @Test
  void giant_as_interlock_is_dropped_whole() {
    int[] depth = new int[1];
    KThread t =
        blocked(
            "t",
            () -> {
              rt.giant().lock();
              rt.giant().lock();
              sq.sleep(channel, rt.giant().mtx(), "giant");
              depth[0] = rt.giant().drop();
            });
    assertThat(rt.giant().mtx().tryLock()).isTrue();
    rt.giant().unlock();
    sq.wakeup(channel);
    t.join();
    assertThat(depth[0]).isEqualTo(2);
  }

  /** PDROP leaves out the hold that is the interlock, and no other. */
  @Test
  void giant_as_interlock_comes_back_once_less_with_pdrop() {
    int[] depth = new int[1];
    KThread t =
        blocked(
            "t",
            () -> {
              rt.giant().lock();
              rt.giant().lock();
              sq.sleep(channel, rt.giant().mtx(), "giant", false, SleepQueue.FOREVER, true);
              depth[0] = rt.giant().drop();
            });
    sq.wakeup(channel);
    t.join();
    assertThat(depth[0]).isEqualTo(1);
  }

  // ---- Misuse ----

  @Test
  void wrong_interlock_panics() {
    assertPanic(() -> cv.await(m), "sleep on cv with interlock so_rcv (sleep mutex) not owned");
    assertPanic(
        () -> sq.sleep(channel, m, "x"),
        "sleep on x with interlock so_rcv (sleep mutex) not owned");
    Mtx rec = rt.mtx(Locks.UDPINP);
    rec.lock();
    rec.lock();
    assertPanic(
        () -> cv.await(rec),
        "sleep on cv with interlock udpinp (sleep mutex) owned more than once");
    rec.unlock();
    rec.unlock();
    Mtx spin = rt.mtx(Locks.CALLOUT);
    spin.lock();
    assertPanic(
        () -> sq.sleep(channel, spin, "x"), "sleep on x with spin interlock callout (spin mutex)");
    spin.unlock();
  }

  @Test
  void different_interlocks_on_one_channel_panic() {
    KThread t = sleeper("t", 100);
    Mtx other = rt.mtx(Locks.SO_SND);
    other.lock();
    assertPanic(
        () -> sq.sleep(channel, other, "x"),
        "sleepers on x use different interlocks: so_rcv (sleep mutex) and so_snd (sleep mutex)");
    assertPanic(
        () -> sq.sleep(channel, null, "x"),
        "sleepers on x use different interlocks: so_rcv (sleep mutex) and none");
    other.unlock();
    sq.wakeup(channel);
    t.join();
  }

  @Test
  void condition_variable_is_no_sleep_channel() {
    String message = "condition variable cv used as a sleep channel";
    assertPanic(() -> sq.wakeup(cv), message);
    assertPanic(() -> sq.wakeupOne(cv), message);
    assertPanic(() -> sq.sleep(cv, null, "x"), message);
  }

  @Test
  void times_out_of_range_are_refused() {
    m.lock();
    assertThatThrownBy(() -> cv.timedAwait(m, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wait of 0 ns");
    assertThatThrownBy(() -> sq.sleep(channel, m, "x", false, -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sleep of -1 ns");
    m.unlock();
  }

  @Test
  void watch_is_told_before_the_sleep_and_of_both_locks() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.virtual(clock, w, 1, 1);
    Mtx mtx = watched.mtx(Locks.SO_RCV);
    KThread t =
        watched.spawn(
            "t",
            100,
            0,
            () -> {
              mtx.lock();
              watched.cv("wait").timedAwait(mtx, 5);
              mtx.unlock();
            });
    while (!watched.isBlocked(t)) {
      Thread.yield();
    }
    clock.advance(5);
    t.join();
    watched.shutdown();
    List<String> told = w.take();
    told = told.stream().filter(e -> !e.contains("join") && !e.contains("Clock")).toList();
    assertThat(told)
        .containsSubsequence(
            "before so_rcv EXCLUSIVE",
            "acquired so_rcv EXCLUSIVE",
            "sleep wait with so_rcv",
            "released so_rcv EXCLUSIVE",
            "before so_rcv EXCLUSIVE",
            "acquired so_rcv EXCLUSIVE",
            "released so_rcv EXCLUSIVE",
            "nothing at return of thread t");
  }

  @Test
  void no_wakeup_is_lost_between_two_threads() {
    int[] full = new int[1];
    int[] sum = new int[1];
    KThread p =
        spawn(
            "producer",
            () -> {
              for (int i = 1; i <= 3_000; i++) {
                m.lock();
                while (full[0] != 0) {
                  cv.await(m);
                }
                full[0] = i;
                cv.broadcast();
                m.unlock();
              }
            });
    KThread c =
        spawn(
            "consumer",
            () -> {
              for (int i = 1; i <= 3_000; i++) {
                m.lock();
                while (full[0] == 0) {
                  cv.await(m);
                }
                sum[0] += full[0];
                full[0] = 0;
                cv.broadcast();
                m.unlock();
              }
            });
    joinAll(p, c);
    assertThat(sum[0]).isEqualTo(3_000 * 3_001 / 2);
  }
}
