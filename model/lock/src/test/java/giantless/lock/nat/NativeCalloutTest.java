package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.Callout;
import giantless.lock.CalloutWheel;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Callouts on virtual time; softclock is whoever advances the clock. */
class NativeCalloutTest extends NativeTestBase {
  private final CalloutWheel wheel = rt.callouts();
  private final Mtx m = rt.mtx(Locks.SOFTC);
  private final List<String> ran = new ArrayList<>();

  private Callout.Handler note(String name) {
    return () -> ran.add(name + "@" + rt.uptimeNanos());
  }

  /** Softclock in a thread of its own, stopped where it wants the callout's mutex. */
  private KThread softclockBlockedOnMutex() {
    return blocked("softclock", () -> clock.advance(10));
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  @Test
  void callouts_run_in_order_of_expiry_then_of_scheduling() {
    String[] names = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    long[] times = {50, 10, 30, 10, 90, 30, 20, 50, 10, 70};
    for (int i = 0; i < names.length; i++) {
      Callout.mpsafe(wheel).reset(times[i], note(names[i]));
    }
    assertThat(wheel.pending()).isEqualTo(10);
    clock.advance(100);
    assertThat(ran)
        .containsExactly(
            "b@10", "d@10", "i@10", "g@20", "c@30", "f@30", "a@50", "h@50", "j@70", "e@90");
    assertThat(wheel.expired()).isEqualTo(10);
    assertThat(wheel.scheduled()).isEqualTo(10);
  }

  @Test
  void cancelled_callouts_leave_the_order_of_the_others() {
    Callout[] all = new Callout[40];
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all[i] = Callout.mpsafe(wheel);
      all[i].reset(1 + (i * 17) % 40, note("c"));
    }
    for (int i = 0; i < 40; i += 3) {
      assertThat(all[i].stop()).isTrue();
    }
    for (int t = 1; t <= 40; t++) {
      for (int i = 0; i < 40; i++) {
        if (i % 3 != 0 && 1 + (i * 17) % 40 == t) {
          expected.add("c@" + t);
        }
      }
    }
    clock.advance(100);
    assertThat(ran).isEqualTo(expected);
    assertThat(wheel.cancelled()).isEqualTo(14);
  }

  @Test
  void stop_wins_while_pending_only() {
    Callout c = Callout.mpsafe(wheel);
    assertThat(c.stop()).isFalse();
    c.reset(10, note("c"));
    assertThat(c.isPending()).isTrue();
    assertThat(c.isActive()).isTrue();
    assertThat(c.stop()).isTrue();
    assertThat(c.stop()).isFalse();
    assertThat(c.isPending()).isFalse();
    assertThat(c.isActive()).isFalse();
    c.reset(10, note("c"));
    clock.advance(10);
    assertThat(c.isPending()).isFalse();
    assertThat(c.isActive()).as("until it is deactivated").isTrue();
    c.deactivate();
    assertThat(c.isActive()).isFalse();
    assertThat(c.stop()).isFalse();
    assertThat(ran).containsExactly("c@10");
  }

  @Test
  void reset_moves_the_expiry_and_replaces_the_handler() {
    Callout c = Callout.mpsafe(wheel);
    assertThat(c.reset(10, note("old"))).isFalse();
    assertThat(c.reset(30, note("new"))).isTrue();
    clock.advance(50);
    assertThat(ran).containsExactly("new@30");
    c.reset(Long.MAX_VALUE, note("never"));
    clock.advance(1_000);
    assertThat(c.stop()).isTrue();
  }

  @Test
  void handler_that_resets_itself_runs_periodically() {
    Callout c = Callout.mpsafe(wheel);
    Callout.Handler[] h = new Callout.Handler[1];
    h[0] =
        () -> {
          note("tick").expire();
          c.reset(10, h[0]);
        };
    c.reset(10, h[0]);
    clock.advance(35);
    assertThat(ran).containsExactly("tick@10", "tick@20", "tick@30");
    assertThat(c.stop()).isTrue();
  }

  @Test
  void zero_delay_expires_after_one_nanosecond() {
    Callout.mpsafe(wheel).reset(0, note("c"));
    clock.advance(0);
    assertThat(ran).isEmpty();
    clock.advance(1);
    assertThat(ran).containsExactly("c@1");
  }

  @Test
  void handler_runs_with_its_mutex_or_giant_held() {
    boolean[] held = new boolean[3];
    Callout.withMtx(wheel, m).reset(1, () -> held[0] = m.isOwned());
    Callout.giant(wheel).reset(2, () -> held[1] = rt.giant().isOwned());
    Callout.withMtxReturnUnlocked(wheel, m)
        .reset(
            3,
            () -> {
              held[2] = m.isOwned();
              m.unlock();
            });
    clock.advance(10);
    assertThat(held).containsExactly(true, true, true);
    assertThat(m.isOwned()).isFalse();
    assertThat(rt.giant().isOwned()).isFalse();
  }

  @Test
  void return_unlocked_is_unlocked_by_softclock_when_cancelled() {
    Callout c = Callout.withMtxReturnUnlocked(wheel, m);
    c.reset(5, note("c"));
    m.lock();
    KThread s = softclockBlockedOnMutex();
    assertThat(c.stop()).isTrue();
    m.unlock();
    s.join();
    assertThat(ran).isEmpty();
    assertThat(m.tryLock()).isTrue();
    m.unlock();
  }

  // ---- Races, driven by a mutex that the test holds ----

  @Test
  void stop_with_the_mutex_held_is_exact_after_softclock_chose_the_callout() {
    Callout c = Callout.withMtx(wheel, m);
    c.reset(5, note("c"));
    m.lock();
    KThread s = softclockBlockedOnMutex();
    assertThat(c.isPending()).isFalse();
    assertThat(c.stop()).isTrue();
    assertThat(c.stop()).as("cancelled already").isFalse();
    m.unlock();
    s.join();
    assertThat(ran).isEmpty();
  }

  @Test
  void stop_without_the_mutex_does_not_stop_a_chosen_callout() {
    Callout c = Callout.withMtx(wheel, m);
    c.reset(5, note("c"));
    m.lock();
    KThread s = softclockBlockedOnMutex();
    boolean[] won = {true};
    spawn("stranger", () -> won[0] = c.stop()).join();
    assertThat(won[0]).isFalse();
    m.unlock();
    s.join();
    assertThat(ran).containsExactly("c@5");
  }

  @Test
  void reset_after_softclock_chose_the_callout_cancels_the_old_expiry() {
    Callout c = Callout.withMtx(wheel, m);
    c.reset(5, note("old"));
    m.lock();
    KThread s = softclockBlockedOnMutex();
    assertThat(c.reset(20, note("new"))).isTrue();
    m.unlock();
    s.join();
    clock.advance(100);
    assertThat(ran).containsExactly("new@25");
  }

  @Test
  void unbound_callout_runs_though_it_was_stopped_when_chosen() {
    Callout c = Callout.mpsafe(wheel);
    c.reset(
        5,
        () -> {
          m.lock();
          if (c.isPending() || !c.isActive()) {
            ran.add("stale");
          } else {
            ran.add("ran");
          }
          m.unlock();
        });
    m.lock();
    KThread s = softclockBlockedOnMutex();
    assertThat(c.stop()).isFalse();
    m.unlock();
    s.join();
    assertThat(ran).containsExactly("stale");
  }

  @Test
  void handler_cannot_stop_itself() {
    Callout c = Callout.withMtx(wheel, m);
    boolean[] won = {true};
    c.reset(5, () -> won[0] = c.stop());
    clock.advance(5);
    assertThat(won[0]).isFalse();
  }

  // ---- Drain ----

  @Test
  void drain_of_a_pending_callout_cancels_it_at_once() {
    Callout c = Callout.mpsafe(wheel);
    c.reset(5, note("c"));
    assertThat(c.drain()).isTrue();
    assertThat(c.drain()).isFalse();
    clock.advance(10);
    assertThat(ran).isEmpty();
  }

  @Test
  void drain_waits_until_the_handler_has_returned_also_twice_at_once() {
    Callout c = Callout.mpsafe(wheel);
    boolean[] done = new boolean[1];
    boolean[] seen = new boolean[2];
    boolean[] won = {true, true};
    c.reset(
        5,
        () -> {
          m.lock();
          done[0] = true;
          m.unlock();
        });
    m.lock();
    KThread s = softclockBlockedOnMutex();
    KThread[] drainers = new KThread[2];
    for (int i = 0; i < 2; i++) {
      int k = i;
      drainers[i] =
          blocked(
              "drainer" + i,
              () -> {
                won[k] = c.drain();
                seen[k] = done[0];
              });
    }
    m.unlock();
    joinAll(s, drainers[0], drainers[1]);
    assertThat(seen).containsExactly(true, true);
    assertThat(won).containsExactly(false, false);
  }

  @Test
  void handler_that_resets_itself_cannot_escape_a_drain() {
    Callout c = Callout.mpsafe(wheel);
    Callout.Handler[] h = new Callout.Handler[1];
    h[0] =
        () -> {
          ran.add("run");
          m.lock();
          m.unlock();
          c.reset(1, h[0]);
        };
    c.reset(5, h[0]);
    m.lock();
    KThread s = softclockBlockedOnMutex();
    KThread d = blocked("drainer", c::drain);
    m.unlock();
    joinAll(s, d);
    assertThat(c.isPending()).isFalse();
    assertThat(c.isActive()).isFalse();
    clock.advance(100);
    assertThat(ran).containsExactly("run");
  }

  @Test
  void drain_waits_also_for_a_handler_that_has_reset_itself_already() {
    Callout c = Callout.mpsafe(wheel);
    boolean[] done = new boolean[1];
    boolean[] seen = new boolean[2];
    c.reset(
        5,
        () -> {
          c.reset(50, note("again"));
          m.lock();
          done[0] = true;
          m.unlock();
        });
    m.lock();
    KThread s = softclockBlockedOnMutex();
    KThread d =
        blocked(
            "drainer",
            () -> {
              seen[0] = c.drain();
              seen[1] = done[0];
            });
    m.unlock();
    joinAll(s, d);
    assertThat(seen).containsExactly(true, true);
    clock.advance(100);
    assertThat(ran).isEmpty();
  }

  @Test
  void drain_by_the_handler_itself_panics() {
    Callout c = Callout.mpsafe(wheel);
    c.reset(5, () -> assertPanic(c::drain, "callout drained by its own handler"));
    clock.advance(5);
    assertThat(wheel.expired()).isEqualTo(1);
  }

  @Test
  void drain_asks_the_watch_whether_it_may_sleep_even_when_it_need_not() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.virtual(new VirtualClock(), w, 1, 1);
    Callout.mpsafe(watched.callouts()).drain();
    assertThat(w.take()).startsWith("sleep callout drain");
    watched.shutdown();
  }

  @Test
  void watch_is_asked_after_each_handler() {
    Recorder w = new Recorder();
    VirtualClock own = new VirtualClock();
    NativeRuntime watched = NativeRuntime.virtual(own, w, 1, 1);
    Callout.mpsafe(watched.callouts()).reset(1, () -> w.add("handler"));
    own.advance(1);
    assertThat(w.take())
        .containsSubsequence(
            "nothing at VirtualClock.advance",
            "handler",
            "nothing at return of a callout's handler");
    watched.shutdown();
  }

  // ---- Clock and softclock ----

  @Test
  void one_clock_advances_several_machines_in_one_order() {
    NativeRuntime other = NativeRuntime.virtual(clock, null, 1, 2);
    Callout.mpsafe(other.callouts()).reset(10, note("second"));
    Callout.mpsafe(wheel).reset(10, note("first"));
    Callout.mpsafe(other.callouts()).reset(5, note("early"));
    clock.advance(20);
    assertThat(ran).containsExactly("early@5", "first@10", "second@10");
    other.shutdown();
  }

  @Test
  void clock_cannot_be_advanced_by_a_handler() {
    Callout.mpsafe(wheel)
        .reset(
            1,
            () ->
                assertPanic(
                    () -> clock.advance(1), "the virtual clock is advanced while it advances"));
    clock.advance(5);
    assertThat(wheel.expired()).isEqualTo(1);
  }

  @Test
  void callout_on_a_machine_that_is_shut_down_panics() {
    NativeRuntime gone = NativeRuntime.virtual(new VirtualClock(), null, 1, 1);
    Callout c = Callout.mpsafe(gone.callouts());
    gone.shutdown();
    assertPanic(() -> c.reset(1, () -> {}), "callout scheduled on a machine that is shut down");
  }

  @Test
  void arguments_out_of_range_are_refused() {
    Callout c = Callout.mpsafe(wheel);
    assertThatThrownBy(() -> c.reset(-1, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("callout in -1 ns");
    assertThatThrownBy(() -> c.reset(1, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("handler of a callout");
    assertThatThrownBy(() -> Callout.withMtx(wheel, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("mutex of a callout");
  }

  @Test
  void softclock_thread_runs_callouts_in_real_time() {
    NativeRuntime real = NativeRuntime.real(null, 2, 1);
    int[] count = new int[1];
    String[] thread = new String[1];
    Mtx mtx = real.mtx(Locks.SOFTC);
    Callout c = Callout.withMtx(real.callouts(), mtx);
    Callout.Handler[] h = new Callout.Handler[1];
    h[0] =
        () -> {
          thread[0] = real.curthread().name() + " " + real.curthread().priority();
          if (++count[0] < 5) {
            c.reset(100_000, h[0]);
          }
        };
    c.reset(3_600_000_000_000L, h[0]);
    c.reset(1_000, h[0]);
    until(() -> real.callouts().expired() == 5);
    c.drain();
    mtx.lock();
    assertThat(count[0]).isEqualTo(5);
    assertThat(thread[0]).isEqualTo("swi4: clock 28");
    mtx.unlock();
    real.shutdown();
  }

  /** It wakes for nothing at the old time and sleeps on, which costs less than to be told. */
  @Test
  void softclock_is_not_woken_for_a_first_callout_that_comes_later() {
    NativeRuntime real = NativeRuntime.real(null, 2, 1);
    int[] ran = new int[1];
    Callout hour = Callout.mpsafe(real.callouts());
    Callout soon = Callout.mpsafe(real.callouts());
    soon.reset(1_000, () -> ran[0]++);
    until(() -> real.callouts().expired() == 1);
    hour.reset(3_600_000_000_000L, () -> ran[0]++);
    Thread softclock = softclockOf(real);
    until(() -> softclock.getState() == Thread.State.TIMED_WAITING);
    hour.reset(7_200_000_000_000L, () -> ran[0]++);
    for (int i = 0; i < 100; i++) {
      Thread.yield();
      assertThat(softclock.getState()).isEqualTo(Thread.State.TIMED_WAITING);
    }
    soon.reset(1_000, () -> ran[0]++);
    until(() -> real.callouts().expired() == 2);
    hour.stop();
    real.shutdown();
    assertThat(ran[0]).isEqualTo(2);
  }

  private static Thread softclockOf(NativeRuntime of) {
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t instanceof KernelThread
          && ((KernelThread) t).td.rt == of
          && t.getName().equals("swi4: clock")) {
        return t;
      }
    }
    throw new AssertionError("no softclock");
  }
}
