package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Priority;
import giantless.lock.SxLock;
import giantless.lock.WaitResult;
import giantless.lock.witness.LockProfile;
import org.junit.jupiter.api.Test;

class NativeSxLockTest extends NativeTestBase {
  private final SxLock sx = rt.sx(Locks.ALLPROC);

  private void exclusive() {
    sx.xlock();
    sx.xunlock();
  }

  @Test
  void shared_holds_exclude_exclusive_ones() {
    sx.slock();
    boolean[] got = new boolean[2];
    spawn(
            "other",
            () -> {
              got[0] = sx.trySlock();
              got[1] = sx.tryXlock();
              sx.sunlock();
            })
        .join();
    assertThat(got).containsExactly(true, false);
    assertThat(sx.tryUpgrade()).isTrue();
    assertThat(sx.isOwned()).isTrue();
    sx.downgrade();
    assertThat(sx.isOwned()).isFalse();
    assertThat(sx.isHeld()).isTrue();
    sx.sunlock();
  }

  @Test
  void signal_ends_an_interruptible_wait() {
    sx.xlock();
    WaitResult[] got = new WaitResult[1];
    KThread t = blocked("w", () -> got[0] = sx.xlockSig());
    t.interrupt();
    t.join();
    assertThat(got[0]).isEqualTo(WaitResult.INTERRUPTED);
    assertThat(t.isInterrupted()).isTrue();
    sx.destroy();
  }

  @Test
  void wait_that_a_signal_ended_is_profiled() {
    LockProfile profile = new LockProfile(true);
    NativeRuntime machine = NativeRuntime.virtual(clock, profile, 2, 1);
    SxLock watched = machine.sx(LockClass.sx("profiled").build());
    watched.xlock();
    WaitResult[] got = new WaitResult[2];
    for (int i = 0; i < 2; i++) {
      int n = i;
      KThread t =
          machine.spawn(
              "w",
              Priority.KTHREAD,
              0,
              () -> got[n] = n == 0 ? watched.xlockSig() : watched.slockSig());
      while (!machine.isBlocked(t)) {
        Thread.yield();
      }
      t.interrupt();
      t.join();
    }
    watched.xunlock();
    assertThat(got).containsOnly(WaitResult.INTERRUPTED);
    LockProfile.Row row = profile.byClass().get(0);
    assertThat(row.acquisitions()).isEqualTo(1);
    assertThat(row.contended()).isEqualTo(2);
    assertThat(profile.bySite()).extracting(LockProfile.Row::contended).contains(2L);
  }

  @Test
  void signal_posted_before_ends_the_wait_but_not_a_free_acquisition() {
    sx.xlock();
    WaitResult[] got = new WaitResult[2];
    spawn(
            "w",
            () -> {
              rt.curthread().interrupt();
              got[0] = sx.slockSig();
            })
        .join();
    sx.xunlock();
    spawn(
            "free",
            () -> {
              rt.curthread().interrupt();
              got[1] = sx.slockSig();
              sx.sunlock();
            })
        .join();
    assertThat(got).containsExactly(WaitResult.INTERRUPTED, WaitResult.WOKEN);
  }

  @Test
  void signal_does_not_end_a_plain_wait() {
    sx.xlock();
    KThread t = blocked("w", this::exclusive);
    t.interrupt();
    assertThat(rt.isBlocked(t)).isTrue();
    sx.xunlock();
    t.join();
    assertThat(t.clearInterrupt()).isTrue();
    assertThat(t.clearInterrupt()).isFalse();
  }

  @Test
  void readers_held_off_by_a_writer_go_in_when_it_is_interrupted() {
    sx.slock();
    KThread w = blocked("w", () -> sx.xlockSig());
    KThread r =
        blocked(
            "r",
            () -> {
              sx.slock();
              sx.sunlock();
            });
    w.interrupt();
    joinAll(w, r);
    assertThat(sx.tryUpgrade()).isTrue();
    sx.xunlock();
  }

  @Test
  void interruptible_wait_ends_with_the_lock_when_it_is_free() {
    sx.xlock();
    WaitResult[] got = new WaitResult[2];
    KThread a =
        blocked(
            "a",
            () -> {
              got[0] = sx.xlockSig();
              sx.xunlock();
            });
    KThread b =
        blocked(
            "b",
            () -> {
              got[1] = sx.slockSig();
              sx.sunlock();
            });
    sx.xunlock();
    joinAll(a, b);
    assertThat(got).containsExactly(WaitResult.WOKEN, WaitResult.WOKEN);
  }

  @Test
  void giant_is_dropped_with_its_depth_while_a_thread_waits() {
    sx.xlock();
    int[] depth = new int[1];
    KThread t =
        blocked(
            "w",
            () -> {
              rt.giant().lock();
              rt.giant().lock();
              sx.xlock();
              depth[0] = rt.giant().drop();
              sx.xunlock();
            });
    assertThat(rt.giant().mtx().tryLock()).isTrue();
    rt.giant().unlock();
    sx.xunlock();
    t.join();
    assertThat(depth[0]).isEqualTo(2);
  }

  @Test
  void giant_comes_back_with_its_depth_when_a_signal_ends_the_wait() {
    sx.xlock();
    int[] depth = new int[1];
    KThread t =
        blocked(
            "w",
            () -> {
              rt.giant().lock();
              rt.giant().lock();
              sx.slockSig();
              depth[0] = rt.giant().drop();
            });
    t.interrupt();
    t.join();
    assertThat(depth[0]).isEqualTo(2);
    sx.destroy();
  }

  @Test
  void giant_is_kept_when_the_lock_is_free() {
    rt.giant().lock();
    sx.xlock();
    assertThat(rt.giant().isOwned()).isTrue();
    sx.xunlock();
    rt.giant().unlock();
  }

  @Test
  void no_priority_is_lent() {
    sx.xlock();
    KThread t = blocked("w", 10, this::exclusive);
    assertThat(rt.curthread().priority()).isEqualTo(rt.curthread().basePriority());
    sx.xunlock();
    t.join();
  }

  @Test
  void misuse_panics() {
    String me = rt.curthread().name();
    assertPanic(
        sx::sunlock,
        "shared unlock of allproc (sx) by thread " + me + ", which does not hold it shared");
    assertPanic(sx::xunlock, "unlock of allproc (sx) by thread " + me + ", which does not own it");
    sx.xlock();
    assertPanic(sx::xlock, "recursion on non-recursive lock allproc (sx)");
    assertPanic(sx::slock, "lock allproc (sx) wanted shared by its exclusive owner");
    assertThat(panicIn("x", sx::destroy)).hasMessage("destroy of allproc (sx) while it is held");
    KThread w = blocked("w", this::exclusive);
    assertPanic(sx::destroy, "destroy of allproc (sx) while threads wait for it");
    sx.xunlock();
    w.join();
    sx.slock();
    assertPanic(sx::xlock, "lock allproc (sx) wanted exclusively by a thread that holds it shared");
    sx.sunlock();
    sx.destroy();
    assertPanic(sx::xlock, "use of destroyed allproc (sx)");
    assertPanic(sx::slockSig, "use of destroyed allproc (sx)");
  }

  @Test
  void recursive_class_recurses() {
    SxLock r = rt.sx(LockClass.sx("rec").recursive().build());
    r.xlock();
    r.xlock();
    assertThat(r.tryXlock()).isTrue();
    r.xunlock();
    r.xunlock();
    assertThat(r.isOwned()).isTrue();
    r.xunlock();
    assertThat(r.isOwned()).isFalse();
  }

  @Test
  void interrupts_and_hand_over_never_lose_a_hold() {
    int[] inside = new int[1];
    int[] wrong = new int[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 2_000; i++) {
            if (sx.xlockSig() == WaitResult.WOKEN) {
              wrong[0] += inside[0]++ == 0 ? 0 : 1;
              inside[0]--;
              sx.xunlock();
            }
            rt.curthread().clearInterrupt();
          }
        };
    KThread[] ts = {spawn("a", body), spawn("b", body), spawn("c", body)};
    for (int i = 0; i < 2_000; i++) {
      ts[i % 3].interrupt();
      Thread.yield();
    }
    joinAll(ts);
    assertThat(wrong[0]).isZero();
    assertThat(sx.tryXlock()).isTrue();
    sx.xunlock();
  }
}
