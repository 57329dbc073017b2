package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockWatch;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeMtxTest extends NativeTestBase {
  private static final LockClass PLAIN = LockClass.mtx("plain").build();
  private static final LockClass RECURSIVE = LockClass.mtx("rec").recursive().build();
  private static final LockClass SPIN = LockClass.spin("spin").build();

  private final Mtx m = rt.mtx(PLAIN);

  @Test
  void lock_makes_the_caller_owner_and_unlock_frees() {
    assertThat(m.isOwned()).isFalse();
    m.lock();
    assertThat(m.isOwned()).isTrue();
    assertThat(m.isHeld()).isTrue();
    assertThat(m.isRecursed()).isFalse();
    m.unlock();
    assertThat(m.isOwned()).isFalse();
    assertThat(m.tryLock()).isTrue();
    m.unlock();
  }

  @Test
  void recursion_on_a_non_recursive_mutex_panics() {
    m.lock();
    assertPanic(m::lock, "recursion on non-recursive lock plain (sleep mutex)");
    assertThat(m.tryLock()).isFalse();
    m.unlock();
    Mtx s = rt.mtx(SPIN);
    s.lock();
    assertPanic(s::lock, "recursion on non-recursive lock spin (spin mutex)");
    s.unlock();
  }

  @Test
  void recursive_mutex_is_free_after_as_many_unlocks() {
    Mtx r = rt.mtx(RECURSIVE);
    r.lock();
    r.lock();
    assertThat(r.tryLock()).isTrue();
    assertThat(r.isRecursed()).isTrue();
    r.unlock();
    r.unlock();
    assertThat(r.isRecursed()).isFalse();
    assertThat(r.isOwned()).isTrue();
    r.unlock();
    assertThat(r.isOwned()).isFalse();
  }

  @Test
  void unlock_by_stranger_panics() {
    String me = rt.curthread().name();
    assertPanic(
        m::unlock, "unlock of plain (sleep mutex) by thread " + me + ", which does not own it");
    m.lock();
    assertThat(panicIn("stranger", m::unlock))
        .hasMessage("unlock of plain (sleep mutex) by thread stranger, which does not own it");
    m.unlock();
    assertPanic(
        m::unlock, "unlock of plain (sleep mutex) by thread " + me + ", which does not own it");
  }

  @Test
  void assertions_say_what_is_wrong() {
    assertPanic(
        m::assertOwned, "lock plain (sleep mutex) not exclusively locked by the calling thread");
    assertPanic(m::assertHeld, "lock plain (sleep mutex) not locked by the calling thread");
    m.lock();
    m.assertOwned();
    m.assertHeld();
    assertPanic(m::assertNotOwned, "lock plain (sleep mutex) locked by the calling thread");
    m.unlock();
    m.assertNotOwned();
  }

  @Test
  void try_lock_fails_while_another_thread_owns_it() {
    m.lock();
    boolean[] won = {true};
    spawn("other", () -> won[0] = m.tryLock()).join();
    assertThat(won[0]).isFalse();
    m.unlock();
  }

  @Test
  void destroy_while_another_thread_holds_it_panics() {
    m.lock();
    assertThat(panicIn("destroyer", m::destroy))
        .hasMessage("destroy of plain (sleep mutex) while it is held");
    m.unlock();
  }

  @Test
  void destroy_of_a_recursed_mutex_panics() {
    Mtx r = rt.mtx(RECURSIVE);
    r.lock();
    r.lock();
    assertPanic(r::destroy, "destroy of rec (sleep mutex) while it is held");
    r.unlock();
    r.destroy();
  }

  @Test
  void destroy_with_waiters_panics() {
    m.lock();
    KThread t = blocked("waiter", () -> lockUnlock(m));
    assertPanic(m::destroy, "destroy of plain (sleep mutex) while threads wait for it");
    m.unlock();
    t.join();
    m.destroy();
  }

  @Test
  void use_after_destroy_panics() {
    m.lock();
    m.destroy();
    String message = "use of destroyed plain (sleep mutex)";
    assertPanic(m::lock, message);
    assertPanic(m::tryLock, message);
    assertPanic(m::unlock, message);
    assertPanic(m::destroy, message);
    assertThat(m.isOwned()).isFalse();
    Mtx s = rt.mtx(SPIN);
    s.destroy();
    assertPanic(s::lock, "use of destroyed spin (spin mutex)");
  }

  @Test
  void mutex_of_another_kind_of_class_panics() {
    assertPanic(() -> rt.mtx(LockClass.sx("x").build()), "lock class x is of kind sx, not mutex");
    assertPanic(() -> rt.rw(PLAIN), "lock class plain is of kind sleep mutex, not rw");
    assertPanic(() -> rt.sx(PLAIN), "lock class plain is of kind sleep mutex, not sx");
    assertPanic(() -> rt.rm(PLAIN), "lock class plain is of kind sleep mutex, not rm");
  }

  private static void lockUnlock(Mtx m) {
    m.lock();
    m.unlock();
  }

  private void countUnder(Mtx mtx) {
    int[] n = new int[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            mtx.lock();
            n[0]++;
            mtx.unlock();
          }
        };
    joinAll(spawn("a", body), spawn("b", body), spawn("c", body));
    assertThat(n[0]).isEqualTo(60_000);
  }

  @Test
  void only_one_thread_at_a_time_is_inside() {
    countUnder(m);
    countUnder(rt.mtx(SPIN));
  }

  /** However long it takes: a thread that may not sleep takes spin mutexes too. */
  @Test
  void waiter_for_a_spin_mutex_does_not_block() {
    Mtx spin = rt.mtx(SPIN);
    spin.lock();
    boolean[] there = new boolean[1];
    AtomicInt came = rt.atomicInt(0);
    KThread waiter =
        spawn(
            "waiter",
            () -> {
              came.set(1);
              spin.lock();
              there[0] = true;
              spin.unlock();
            });
    while (came.get() == 0) {
      Thread.yield();
    }
    boolean blocked = false;
    for (int i = 0; i < 2_000; i++) {
      blocked |= rt.isBlocked(waiter);
      Thread.yield();
    }
    boolean early = there[0];
    spin.unlock();
    waiter.join();
    assertThat(blocked).isFalse();
    assertThat(early).isFalse();
    assertThat(there[0]).isTrue();
  }

  /** The negative twin: the same count without the lock loses some. */
  @Test
  void without_the_mutex_the_same_count_is_caught() {
    int[] n = new int[1];
    boolean lost = false;
    for (int round = 0; round < 200 && !lost; round++) {
      n[0] = 0;
      KThread other =
          blocked(
              "b",
              () -> {
                int seen = n[0];
                rt.park(NativeRuntime.NEVER);
                n[0] = seen + 1;
              });
      n[0]++;
      rt.unpark(other);
      other.join();
      lost = n[0] != 2;
    }
    assertThat(lost).isTrue();
  }

  // ---- Turnstile ----

  /** All waiters are queued before the owner lets go, so the order is decided by the turnstile. */
  @Test
  void waiters_go_in_order_of_priority_then_of_arrival() {
    List<String> order = new ArrayList<>();
    m.lock();
    KThread[] ts = new KThread[4];
    int[] priorities = {100, 50, 100, 50};
    for (int i = 0; i < 4; i++) {
      String name = "w" + i;
      ts[i] =
          blocked(
              name,
              priorities[i],
              () -> {
                m.lock();
                order.add(name);
                m.unlock();
              });
      // Handed over rather than left to race, so that the test decides nothing by chance.
      ((NativeThread) ts[i]).lostRaces = NativeMtx.HANDOVER_AFTER;
    }
    m.unlock();
    joinAll(ts);
    assertThat(order).containsExactly("w1", "w3", "w0", "w2");
  }

  @Test
  void waiter_lends_its_priority_to_the_owner_until_unlock() {
    KThread[] waiter = new KThread[1];
    KThread owner =
        spawn(
            "owner",
            200,
            () -> {
              m.lock();
              rt.park(NativeRuntime.NEVER);
              assertThat(rt.curthread().priority()).isEqualTo(20);
              m.unlock();
              assertThat(rt.curthread().priority()).isEqualTo(200);
            });
    awaitBlocked(owner);
    assertThat(owner.priority()).isEqualTo(200);
    waiter[0] = blocked("waiter", 20, () -> lockUnlock(m));
    assertThat(owner.priority()).isEqualTo(20);
    assertThat(owner.basePriority()).isEqualTo(200);
    rt.unpark(owner);
    joinAll(owner, waiter[0]);
  }

  @Test
  void waiter_that_takes_the_lock_is_lent_to_by_those_behind_it() {
    Mtx other = rt.mtx(PLAIN);
    int[] seen = new int[1];
    m.lock();
    KThread a =
        blocked(
            "a",
            200,
            () -> {
              other.lock();
              m.lock();
              other.unlock();
              seen[0] = rt.curthread().priority();
              m.unlock();
            });
    // Makes it the best of those who wait, until it gives up the other lock.
    KThread c = blocked("c", 10, () -> lockUnlock(other));
    KThread b = blocked("b", 30, () -> lockUnlock(m));
    m.unlock();
    joinAll(a, b, c);
    assertThat(seen[0]).isEqualTo(30);
    assertThat(a.priority()).isEqualTo(200);
  }

  @Test
  void worse_waiter_lends_nothing() {
    m.lock();
    int mine = rt.curthread().priority();
    KThread t = blocked("waiter", mine + 1, () -> lockUnlock(m));
    assertThat(rt.curthread().priority()).isEqualTo(mine);
    m.unlock();
    t.join();
  }

  @Test
  void better_waiter_that_comes_later_lends_more() {
    m.lock();
    KThread me = rt.curthread();
    KThread a = blocked("a", 40, () -> lockUnlock(m));
    assertThat(me.priority()).isEqualTo(40);
    KThread b = blocked("b", 20, () -> lockUnlock(m));
    assertThat(me.priority()).isEqualTo(20);
    KThread c = blocked("c", 30, () -> lockUnlock(m));
    assertThat(me.priority()).isEqualTo(20);
    m.unlock();
    joinAll(a, b, c);
    assertThat(me.priority()).isEqualTo(me.basePriority());
  }

  @Test
  void priority_is_lent_through_a_chain_of_locks() {
    Mtx first = rt.mtx(PLAIN);
    Mtx second = rt.mtx(PLAIN);
    KThread low =
        blocked(
            "low",
            220,
            () -> {
              first.lock();
              rt.park(NativeRuntime.NEVER);
              first.unlock();
            });
    KThread middle =
        blocked(
            "middle",
            200,
            () -> {
              second.lock();
              first.lock();
              first.unlock();
              second.unlock();
            });
    assertThat(low.priority()).isEqualTo(200);
    KThread high = blocked("high", 10, () -> lockUnlock(second));
    assertThat(middle.priority()).isEqualTo(10);
    assertThat(low.priority()).isEqualTo(10);
    rt.unpark(low);
    joinAll(low, middle, high);
    assertThat(low.priority()).isEqualTo(220);
    assertThat(middle.priority()).isEqualTo(200);
  }

  @Test
  void unlock_of_one_lock_keeps_what_another_lends() {
    Mtx a = rt.mtx(PLAIN);
    Mtx b = rt.mtx(PLAIN);
    KThread me = rt.curthread();
    a.lock();
    b.lock();
    KThread ta = blocked("a", 40, () -> lockUnlock(a));
    KThread tb = blocked("b", 20, () -> lockUnlock(b));
    assertThat(me.priority()).isEqualTo(20);
    b.unlock();
    assertThat(me.priority()).isEqualTo(40);
    a.unlock();
    assertThat(me.priority()).isEqualTo(me.basePriority());
    joinAll(ta, tb);
  }

  @Test
  void waiter_that_lost_too_often_is_handed_the_lock() {
    m.lock();
    NativeThread t = (NativeThread) blocked("waiter", () -> lockUnlock(m));
    t.lostRaces = NativeMtx.HANDOVER_AFTER;
    m.unlock();
    t.join();
    assertThat(t.granted).isTrue();
  }

  @Test
  void waiter_that_did_not_lose_competes() {
    m.lock();
    NativeThread t = (NativeThread) blocked("waiter", () -> lockUnlock(m));
    t.lostRaces = NativeMtx.HANDOVER_AFTER - 1;
    m.unlock();
    t.join();
    assertThat(t.granted).isFalse();
  }

  @Test
  void thread_that_hogs_the_lock_does_not_starve_a_waiter() {
    boolean[] served = new boolean[1];
    m.lock();
    KThread t =
        blocked(
            "waiter",
            () -> {
              m.lock();
              served[0] = true;
              m.unlock();
            });
    boolean done = false;
    while (!done) {
      m.unlock();
      m.lock();
      done = served[0];
    }
    m.unlock();
    t.join();
  }

  // ---- The watch ----

  @Test
  void watch_is_told_in_order() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.real(w, 1, 1);
    Mtx r = watched.mtx(RECURSIVE);
    r.lock();
    r.lock();
    r.unlock();
    r.unlock();
    assertThat(r.tryLock()).isTrue();
    r.destroy();
    assertThat(w.take())
        .containsExactly(
            "before rec EXCLUSIVE",
            "acquired rec EXCLUSIVE",
            "before rec EXCLUSIVE",
            "acquired rec EXCLUSIVE",
            "released rec EXCLUSIVE",
            "released rec EXCLUSIVE",
            "acquired rec EXCLUSIVE tried",
            "released rec EXCLUSIVE",
            "destroyed rec");
    watched.shutdown();
  }

  @Test
  void watch_learns_that_a_thread_waited() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.real(w, 1, 1);
    Mtx mtx = watched.mtx(PLAIN);
    mtx.lock();
    KThread t = watched.spawn("waiter", 100, 0, () -> lockUnlock(mtx));
    while (!watched.isBlocked(t)) {
      Thread.yield();
    }
    mtx.unlock();
    t.join();
    watched.shutdown();
    assertThat(w.take()).contains("acquired plain EXCLUSIVE waited", "sleep join waiter");
  }

  @Test
  void panic_of_the_watch_before_acquiring_leaves_the_lock_free() {
    LockWatch angry =
        (LockWatch)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {LockWatch.class},
                (p, method, args) -> {
                  if (method.getName().equals("beforeAcquire")) {
                    throw new Panic("reversal");
                  }
                  return null;
                });
    NativeRuntime watched = NativeRuntime.real(angry, 1, 1);
    Mtx mtx = watched.mtx(PLAIN);
    assertPanic(mtx::lock, "reversal");
    assertThat(mtx.isOwned()).isFalse();
    assertThat(mtx.tryLock()).isTrue();
    mtx.unlock();
  }
}
