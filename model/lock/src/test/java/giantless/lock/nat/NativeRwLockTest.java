package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.RwLock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NativeRwLockTest extends NativeTestBase {
  private final RwLock rw = rt.rw(LockClass.rw("table").build());

  private void read() {
    rw.rlock();
    rw.runlock();
  }

  private void write() {
    rw.wlock();
    rw.wunlock();
  }

  /** A thread that reads until it is unparked. */
  private KThread reader(String name) {
    return blocked(
        name,
        () -> {
          rw.rlock();
          rt.park(NativeRuntime.NEVER);
          rw.runlock();
        });
  }

  @Test
  void readers_share_and_a_writer_excludes() {
    KThread r = reader("r");
    rw.rlock();
    assertThat(rw.isHeld()).isTrue();
    assertThat(rw.isOwned()).isFalse();
    assertThat(rw.tryWlock()).isFalse();
    rw.runlock();
    assertThat(rw.tryWlock()).isFalse();
    rt.unpark(r);
    r.join();
    assertThat(rw.tryWlock()).isTrue();
    assertThat(rw.isOwned()).isTrue();
    boolean[] got = new boolean[2];
    spawn(
            "other",
            () -> {
              got[0] = rw.tryRlock();
              got[1] = rw.tryWlock();
            })
        .join();
    assertThat(got).containsExactly(false, false);
    rw.wunlock();
    assertThat(rw.isHeld()).isFalse();
  }

  @Test
  void waiting_writer_holds_off_new_readers_but_not_a_recursing_one() {
    rw.rlock();
    KThread w = blocked("writer", this::write);
    boolean[] got = {true};
    spawn("new", () -> got[0] = rw.tryRlock()).join();
    assertThat(got[0]).isFalse();
    rw.rlock();
    rw.runlock();
    assertThat(rw.tryRlock()).isTrue();
    rw.runlock();
    rw.runlock();
    w.join();
  }

  @Test
  void after_a_writer_come_the_readers_and_after_readers_the_writer() {
    List<String> order = new ArrayList<>();
    rw.wlock();
    KThread w =
        blocked(
            "w",
            () -> {
              rw.wlock();
              order.add("writer");
              rw.wunlock();
            });
    Runnable reading =
        () -> {
          rw.rlock();
          synchronized (order) {
            order.add("reader");
          }
          rw.runlock();
        };
    KThread r1 = blocked("r1", reading);
    KThread r2 = blocked("r2", reading);
    rw.wunlock();
    joinAll(w, r1, r2);
    assertThat(order).containsExactly("reader", "reader", "writer");
  }

  @Test
  void writer_of_better_priority_goes_before_waiting_readers() {
    List<String> order = new ArrayList<>();
    rw.wlock();
    KThread r =
        blocked(
            "r",
            100,
            () -> {
              rw.rlock();
              order.add("reader");
              rw.runlock();
            });
    KThread w =
        blocked(
            "w",
            50,
            () -> {
              rw.wlock();
              order.add("writer");
              rw.wunlock();
            });
    rw.wunlock();
    joinAll(r, w);
    assertThat(order).containsExactly("writer", "reader");
  }

  @Test
  void waiters_lend_to_a_writer_and_not_to_readers() {
    KThread me = rt.curthread();
    rw.wlock();
    KThread r = blocked("r", 30, this::read);
    assertThat(me.priority()).isEqualTo(30);
    rw.wunlock();
    r.join();
    assertThat(me.priority()).isEqualTo(me.basePriority());
    rw.rlock();
    KThread w = blocked("w", 30, this::write);
    assertThat(me.priority()).isEqualTo(me.basePriority());
    rw.runlock();
    w.join();
  }

  @Test
  void writer_that_is_handed_the_lock_is_lent_to_by_those_behind_it() {
    Mtx other = rt.mtx(LockClass.mtx("other").build());
    int[] seen = new int[1];
    rw.wlock();
    KThread a =
        blocked(
            "a",
            200,
            () -> {
              other.lock();
              rw.wlock();
              other.unlock();
              seen[0] = rt.curthread().priority();
              rw.wunlock();
            });
    // Makes it the best of those who wait, until it gives up the other lock.
    KThread c =
        blocked(
            "c",
            10,
            () -> {
              other.lock();
              other.unlock();
            });
    KThread b = blocked("b", 30, this::read);
    rw.wunlock();
    joinAll(a, b, c);
    assertThat(seen[0]).isEqualTo(30);
    assertThat(a.priority()).isEqualTo(200);
  }

  @Test
  void upgrade_succeeds_for_the_sole_reader_only() {
    KThread me = rt.curthread();
    rw.rlock();
    KThread r = reader("other");
    assertThat(rw.tryUpgrade()).isFalse();
    assertThat(rw.isHeld()).isTrue();
    rt.unpark(r);
    r.join();
    KThread w = blocked("w", 30, this::write);
    assertThat(rw.tryUpgrade()).isTrue();
    assertThat(rw.isOwned()).isTrue();
    assertThat(me.priority()).isEqualTo(30);
    rw.wunlock();
    w.join();
    rw.rlock();
    rw.rlock();
    assertThat(rw.tryUpgrade()).isFalse();
    rw.runlock();
    rw.runlock();
  }

  @Test
  void downgrade_lets_waiting_readers_in_and_keeps_writers_out() {
    rw.wlock();
    KThread me = rt.curthread();
    KThread w = blocked("w", 30, this::write);
    KThread r = blocked("r", this::read);
    assertThat(me.priority()).isEqualTo(30);
    rw.downgrade();
    assertThat(me.priority()).isEqualTo(me.basePriority());
    assertThat(rw.isOwned()).isFalse();
    assertThat(rw.isHeld()).isTrue();
    r.join();
    assertThat(rt.isBlocked(w)).isTrue();
    rw.runlock();
    w.join();
  }

  @Test
  void misuse_panics() {
    String me = rt.curthread().name();
    assertPanic(
        rw::runlock,
        "shared unlock of table (rw) by thread " + me + ", which does not hold it shared");
    assertPanic(rw::wunlock, "unlock of table (rw) by thread " + me + ", which does not own it");
    assertPanic(
        rw::tryUpgrade,
        "upgrade of table (rw) by thread " + me + ", which does not hold it shared");
    assertPanic(
        rw::downgrade, "downgrade of table (rw) by thread " + me + ", which does not own it");
    rw.wlock();
    assertPanic(rw::wlock, "recursion on non-recursive lock table (rw)");
    assertPanic(rw::rlock, "lock table (rw) wanted shared by its exclusive owner");
    assertThat(rw.tryWlock()).isFalse();
    assertThat(rw.tryRlock()).isFalse();
    assertThat(panicIn("x", rw::wunlock))
        .hasMessage("unlock of table (rw) by thread x, which does not own it");
    assertThat(panicIn("x", rw::destroy)).hasMessage("destroy of table (rw) while it is held");
    rw.wunlock();
    rw.rlock();
    assertPanic(rw::wlock, "lock table (rw) wanted exclusively by a thread that holds it shared");
    assertThat(panicIn("x", rw::runlock))
        .hasMessage("shared unlock of table (rw) by thread x, which does not hold it shared");
    assertPanic(rw::destroy, "destroy of table (rw) while it is held");
    KThread w = blocked("w", this::write);
    assertPanic(rw::destroy, "destroy of table (rw) while threads wait for it");
    rw.runlock();
    w.join();
    rw.destroy();
    String gone = "use of destroyed table (rw)";
    assertPanic(rw::rlock, gone);
    assertPanic(rw::wlock, gone);
    assertPanic(rw::tryRlock, gone);
    assertPanic(rw::tryWlock, gone);
    assertPanic(rw::runlock, gone);
    assertPanic(rw::wunlock, gone);
    assertPanic(rw::destroy, gone);
  }

  /** Destroys a free lock while another thread does this with it, after the checks. */
  private void destroyDuring(String name, Consumer<RwLock> other) {
    RwLock[] lock = new RwLock[1];
    NativeRuntime[] machine = new NativeRuntime[1];
    LockWatch between =
        new Recorder() {
          @Override
          public void destroyed(KThread thread, LockObject gone) {
            machine[0].spawn(name, Priority.KTHREAD, 0, () -> other.accept(lock[0])).join();
          }
        };
    machine[0] = NativeRuntime.virtual(clock, between, 2, 1);
    lock[0] = machine[0].rw(LockClass.rw("table").build());
    lock[0].destroy();
  }

  @Test
  void acquisition_during_destroy_is_reported() {
    assertPanic(
        () -> destroyDuring("reader", RwLock::rlock), "destroy of table (rw) while it is held");
    assertPanic(
        () -> destroyDuring("writer", RwLock::wlock), "destroy of table (rw) while it is held");
  }

  @Test
  void recursive_class_lets_the_writer_recurse_and_not_downgrade_then() {
    RwLock r = rt.rw(LockClass.rw("rec").recursive().build());
    r.wlock();
    r.wlock();
    assertPanic(
        r::downgrade,
        "downgrade of rec (rw) by thread "
            + rt.curthread().name()
            + ", which owns it more than once");
    r.wunlock();
    assertThat(r.isOwned()).isTrue();
    r.wunlock();
    assertThat(r.isHeld()).isFalse();
  }

  @Test
  void writers_and_readers_never_meet() {
    int[] n = new int[2];
    boolean[] torn = new boolean[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 5_000; i++) {
            if (i % 4 == 0) {
              rw.wlock();
              n[0]++;
              n[1]++;
              rw.wunlock();
            } else {
              rw.rlock();
              torn[0] |= n[0] != n[1];
              rw.runlock();
            }
          }
        };
    joinAll(spawn("a", body), spawn("b", body), spawn("c", body));
    assertThat(n[0]).isEqualTo(3 * 1_250);
    assertThat(torn[0]).isFalse();
  }

  @Test
  void watch_is_told_of_modes() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.real(w, 1, 1);
    RwLock l = watched.rw(LockClass.rw("l").build());
    l.rlock();
    assertThat(l.tryUpgrade()).isTrue();
    l.downgrade();
    l.runlock();
    assertThat(l.tryWlock()).isTrue();
    l.destroy();
    assertThat(w.take())
        .containsExactly(
            "before l SHARED",
            "acquired l SHARED",
            "mode l EXCLUSIVE",
            "mode l SHARED",
            "released l SHARED",
            "acquired l EXCLUSIVE tried",
            "released l EXCLUSIVE",
            "destroyed l");
    watched.shutdown();
  }
}
