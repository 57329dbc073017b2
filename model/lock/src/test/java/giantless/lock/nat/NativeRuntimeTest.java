package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Callout;
import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.Priority;
import giantless.lock.RefCount;
import org.junit.jupiter.api.Test;

class NativeRuntimeTest extends NativeTestBase {

  @Test
  void spawned_thread_has_name_priority_and_cpu() {
    KThread[] seen = new KThread[1];
    KThread t = rt.spawn("swi1: net", Priority.SWI_NET, 1, () -> seen[0] = rt.curthread());
    t.join();
    assertThat(seen[0]).isSameAs(t);
    assertThat(t.name()).isEqualTo("swi1: net");
    assertThat(t.priority()).isEqualTo(Priority.SWI_NET);
    assertThat(t.cpu()).isEqualTo(1);
    assertThatThrownBy(() -> rt.spawn("x", 1, 2, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu 2 of 2");
  }

  @Test
  void foreign_thread_is_adopted_once_for_each_machine() {
    KThread me = rt.curthread();
    assertThat(rt.curthread()).isSameAs(me);
    assertThat(me.name()).isEqualTo(Thread.currentThread().getName());
    assertThat(me.basePriority()).isEqualTo(Priority.USER);
    NativeRuntime other = NativeRuntime.real(null, 1, 1);
    assertThat(other.curthread()).isNotSameAs(me);
    other.shutdown();
  }

  @Test
  void thread_of_one_machine_is_a_stranger_to_another() {
    NativeRuntime other = NativeRuntime.real(null, 1, 1);
    KThread[] seen = new KThread[1];
    KThread t = spawn("t", () -> seen[0] = other.curthread());
    t.join();
    assertThat(seen[0]).isNotSameAs(t);
    assertThat(seen[0].basePriority()).isEqualTo(Priority.USER);
    other.shutdown();
  }

  /** The thread that is joined sees the joiner blocked, and then what it has let go of. */
  @Test
  void a_join_across_machines_drops_giant_of_both_with_its_depth() {
    NativeRuntime other = NativeRuntime.real(null, 1, 1);
    boolean[] got = new boolean[2];
    boolean[] held = new boolean[3];
    AtomicRef<KThread> joiner = rt.atomicRef(null);
    KThread t =
        spawn(
            "t",
            () -> {
              while (joiner.get() == null || !rt.isBlocked(joiner.get())) {
                rt.yieldCpu();
              }
              got[0] = rt.giant().mtx().tryLock();
              got[1] = other.giant().mtx().tryLock();
              rt.giant().drop();
              other.giant().drop();
            });
    KThread u =
        other.spawn(
            "joiner",
            Priority.USER,
            0,
            () -> {
              other.giant().lock();
              other.giant().lock();
              rt.giant().lock();
              joiner.set(rt.curthread());
              t.join();
              held[0] = rt.giant().isOwned();
              rt.giant().unlock();
              other.giant().unlock();
              held[1] = other.giant().isOwned();
              other.giant().unlock();
              held[2] = other.giant().isOwned();
            });
    u.join();
    assertThat(got).containsExactly(true, true);
    assertThat(held).containsExactly(true, true, false);
    other.shutdown();
  }

  @Test
  void shutdown_names_the_threads_that_have_not_returned() {
    NativeRuntime r = NativeRuntime.real(null, 1, 1);
    KThread a = r.spawn("idle0", 100, 0, () -> r.park(NativeRuntime.NEVER));
    KThread b = r.spawn("idle1", 100, 0, () -> r.park(NativeRuntime.NEVER));
    assertPanic(r::shutdown, "shutdown: threads that have not returned: idle0 idle1");
    r.unpark(a);
    r.unpark(b);
    joinAll(a, b);
  }

  @Test
  void shutdown_tells_of_a_thread_that_died() {
    NativeRuntime r = NativeRuntime.real(null, 1, 1);
    Mtx m = r.mtx(Locks.SO_RCV);
    KThread t =
        r.spawn(
            "bad",
            100,
            0,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
              m.unlock();
            });
    t.join();
    assertThatThrownBy(r::shutdown)
        .isInstanceOf(Panic.class)
        .hasMessageStartingWith("shutdown: threads died: bad: ")
        .hasMessageEndingWith("unlock of so_rcv (sleep mutex) by thread bad, which does not own it")
        .hasCauseInstanceOf(Panic.class);
  }

  @Test
  void watch_is_asked_at_the_return_of_a_thread() {
    Recorder w = new Recorder();
    NativeRuntime r = NativeRuntime.real(w, 1, 1);
    KThread t = r.spawn("t", 100, 0, () -> r.park(0));
    t.join();
    r.shutdown();
    assertThat(w.take()).contains("sleep park", "nothing at return of thread t");
  }

  @Test
  void join_of_oneself_panics() {
    KThread me = rt.curthread();
    assertPanic(me::join, "thread " + me.name() + " joins itself");
  }

  @Test
  void permit_given_before_ends_the_next_park_at_once() {
    rt.unpark(rt.curthread());
    rt.unpark(rt.curthread());
    rt.park(NativeRuntime.NEVER);
    KThread t = blocked("t", () -> rt.park(NativeRuntime.NEVER));
    rt.unpark(t);
    t.join();
  }

  @Test
  void park_ends_at_its_deadline() {
    KThread t = blocked("t", () -> rt.park(70));
    clock.advance(69);
    assertThat(rt.isBlocked(t)).isTrue();
    clock.advance(1);
    t.join();
    rt.park(70);
  }

  private static long threadsOf(NativeRuntime machine) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t instanceof KernelThread && ((KernelThread) t).td.rt == machine)
        .count();
  }

  @Test
  void machine_starts_no_thread_until_one_is_needed() {
    NativeRuntime r = NativeRuntime.real(null, 2, 1);
    r.mtx(Locks.SO_RCV).lock();
    assertThat(threadsOf(r)).isZero();
    Callout c = Callout.mpsafe(r.callouts());
    c.reset(3_600_000_000_000L, () -> {});
    assertThat(threadsOf(r)).isEqualTo(1);
    r.shutdown();
    assertThat(threadsOf(r)).isZero();
  }

  @Test
  void virtual_machine_starts_no_softclock_thread() {
    Callout.mpsafe(rt.callouts()).reset(1, () -> {});
    assertThat(threadsOf(rt)).isZero();
    clock.advance(1);
    assertThat(threadsOf(rt)).isZero();
  }

  @Test
  void random_follows_the_seed() {
    NativeRuntime a = NativeRuntime.real(null, 1, 42);
    NativeRuntime b = NativeRuntime.real(null, 1, 42);
    NativeRuntime c = NativeRuntime.real(null, 1, 43);
    int[] counts = new int[10];
    boolean differs = false;
    for (int i = 0; i < 10_000; i++) {
      int x = a.random(10);
      assertThat(b.random(10)).isEqualTo(x);
      differs |= c.random(10) != x;
      counts[x]++;
    }
    assertThat(differs).isTrue();
    for (int n : counts) {
      assertThat(n).isBetween(800, 1_200);
    }
    assertThat(a.random(1)).isZero();
    assertThatThrownBy(() -> a.random(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bound 0");
  }

  @Test
  void ordinary_course_is_chosen() {
    assertThat(rt.choose(3, "allocation")).isZero();
  }

  @Test
  void virtual_time_of_day_moves_with_the_clock() {
    assertThat(rt.timeOfDayNanos()).isEqualTo(VirtualClock.DEFAULT_EPOCH_NANOS);
    clock.advance(7);
    assertThat(rt.timeOfDayNanos()).isEqualTo(VirtualClock.DEFAULT_EPOCH_NANOS + 7);
    assertThat(rt.uptimeNanos()).isEqualTo(7);
    assertThatThrownBy(() -> clock.advance(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("advance by -1 ns");
  }

  @Test
  void atomics_and_reference_counts() {
    AtomicInt i = rt.atomicInt(3);
    assertThat(i.fetchAdd(2)).isEqualTo(3);
    assertThat(i.compareAndSet(4, 9)).isFalse();
    assertThat(i.compareAndSet(5, 9)).isTrue();
    assertThat(i.swap(0)).isEqualTo(9);
    i.set(1);
    assertThat(i.get()).isEqualTo(1);
    AtomicRef<String> ref = rt.atomicRef("a");
    assertThat(ref.compareAndSet("b", "c")).isFalse();
    assertThat(ref.compareAndSet("a", "c")).isTrue();
    assertThat(ref.swap("d")).isEqualTo("c");
    ref.set("e");
    assertThat(ref.get()).isEqualTo("e");
    RefCount rc = rt.refCount(1);
    rc.acquire();
    assertThat(rc.release()).isFalse();
    assertThat(rc.release()).isTrue();
    assertThat(rc.tryAcquire()).isFalse();
    assertPanic(rc::acquire, "refcount acquired from 0");
    assertPanic(rt.refCount(0)::release, "refcount released from 0");
    // One that went wrong before is not made better by a careful acquisition.
    assertPanic(rt.refCount(-1)::tryAcquire, "refcount acquired from -1");
    assertPanic(rt.refCount(Integer.MAX_VALUE)::tryAcquire, "refcount acquired from 2147483647");
  }

  @Test
  void java_interrupt_counts_as_a_posted_signal() {
    KThread t = blocked("t", () -> rt.park(NativeRuntime.NEVER));
    ((NativeThread) t).thread.interrupt();
    while (!t.isInterrupted()) {
      Thread.yield();
    }
    assertThat(t.clearInterrupt()).isTrue();
    rt.unpark(t);
    t.join();
  }
}
