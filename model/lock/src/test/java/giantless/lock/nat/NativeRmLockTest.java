package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.Mtx;
import giantless.lock.RmLock;
import org.junit.jupiter.api.Test;

class NativeRmLockTest extends NativeTestBase {
  private final Mtx m = rt.mtx(LockClass.mtx("m").build());
  private final RmLock rm = rt.rm(LockClass.rm("hooks").build());

  private void read() {
    rm.runlock(rm.rlock());
  }

  private void write() {
    rm.wlock();
    rm.wunlock();
  }

  @Test
  void readers_share_and_recurse() {
    KThread other =
        blocked(
            "other",
            () -> {
              RmLock.Tracker t = rm.rlock();
              rt.park(NativeRuntime.NEVER);
              rm.runlock(t);
            });
    RmLock.Tracker a = rm.rlock();
    RmLock.Tracker b = rm.rlock();
    assertThat(rm.isHeld()).isTrue();
    assertThat(rm.isOwned()).isFalse();
    rm.runlock(b);
    assertThat(rm.isHeld()).isTrue();
    rm.runlock(a);
    assertThat(rm.isHeld()).isFalse();
    rt.unpark(other);
    other.join();
  }

  @Test
  void writer_waits_for_readers_and_readers_for_the_writer() {
    RmLock.Tracker t = rm.rlock();
    boolean[] written = new boolean[1];
    KThread w =
        spawn(
            "writer",
            () -> {
              rm.wlock();
              written[0] = true;
              rt.park(NativeRuntime.NEVER);
              rm.wunlock();
            });
    awaitBlocked(w);
    assertThat(written[0]).isFalse();
    // The writer is there: a new reader stays out, one that is in recurses.
    RmLock.Tracker[] got = new RmLock.Tracker[1];
    spawn("new", () -> got[0] = rm.tryRlock()).join();
    assertThat(got[0]).isNull();
    RmLock.Tracker again = rm.rlock();
    rm.runlock(again);
    KThread r = blocked("reader", this::read);
    rm.runlock(t);
    rt.unpark(w);
    joinAll(w, r);
    assertThat(written[0]).isTrue();
    // Nobody holds it any more, nor who has tried in vain.
    rm.destroy();
  }

  @Test
  void waiting_writer_lends_its_priority_to_readers() {
    KThread me = rt.curthread();
    RmLock.Tracker t = rm.rlock();
    KThread w = spawn("writer", 25, this::write);
    while (me.priority() != 25) {
      Thread.yield();
    }
    rm.runlock(t);
    w.join();
    assertThat(me.priority()).isEqualTo(me.basePriority());
  }

  @Test
  void waiting_reader_lends_its_priority_to_the_writer() {
    KThread me = rt.curthread();
    rm.wlock();
    KThread r = blocked("reader", 25, this::read);
    assertThat(me.priority()).isEqualTo(25);
    rm.wunlock();
    r.join();
    assertThat(me.priority()).isEqualTo(me.basePriority());
  }

  @Test
  void misuse_panics() {
    String me = rt.curthread().name();
    RmLock.Tracker t = rm.rlock();
    assertPanic(rm::wlock, "lock hooks (rm) wanted exclusively by a thread that holds it shared");
    assertThat(panicIn("x", () -> rm.runlock(t)))
        .hasMessage("shared unlock of hooks (rm) by thread x, which does not hold it shared");
    assertPanic(rm::destroy, "destroy of hooks (rm) while it is held");
    rm.runlock(t);
    String stranger =
        "shared unlock of hooks (rm) by thread " + me + ", which does not hold it shared";
    assertPanic(() -> rm.runlock(t), stranger);
    assertPanic(() -> rm.runlock(null), stranger);
    assertPanic(rm::wunlock, "unlock of hooks (rm) by thread " + me + ", which does not own it");
    rm.wlock();
    assertPanic(rm::wlock, "recursion on non-recursive lock hooks (rm)");
    assertPanic(rm::rlock, "lock hooks (rm) wanted shared by its exclusive owner");
    assertThat(rm.isOwned()).isTrue();
    assertThat(panicIn("x", rm::destroy)).hasMessage("destroy of hooks (rm) while it is held");
    KThread r = blocked("reader", this::read);
    assertPanic(rm::destroy, "destroy of hooks (rm) while threads wait for it");
    rm.wunlock();
    r.join();
    rm.destroy();
    String gone = "use of destroyed hooks (rm)";
    assertPanic(rm::rlock, gone);
    assertPanic(rm::tryRlock, gone);
    assertPanic(rm::wlock, gone);
    assertPanic(rm::wunlock, gone);
    assertPanic(rm::destroy, gone);
  }

  @Test
  void writer_of_a_sleepable_lock_sleeps_and_is_lent_nothing() {
    RmLock conf = rt.rm(LockClass.sleepableRm("conf").build());
    CondVar cv = rt.cv("ioctl");
    boolean[] done = new boolean[1];
    KThread w =
        blocked(
            "writer",
            () -> {
              conf.wlock();
              m.lock();
              while (!done[0]) {
                cv.await(m);
              }
              m.unlock();
              conf.wunlock();
            });
    KThread r = blocked("reader", 25, () -> conf.runlock(conf.rlock()));
    KThread next =
        blocked(
            "next",
            () -> {
              conf.wlock();
              conf.wunlock();
            });
    assertThat(w.priority()).isEqualTo(w.basePriority());
    m.lock();
    done[0] = true;
    cv.signal();
    m.unlock();
    joinAll(w, r, next);
    conf.destroy();
  }

  @Test
  void writer_of_a_sleepable_lock_lends_its_priority_to_readers() {
    RmLock conf = rt.rm(LockClass.sleepableRm("conf").build());
    KThread me = rt.curthread();
    RmLock.Tracker t = conf.rlock();
    KThread w =
        spawn(
            "writer",
            25,
            () -> {
              conf.wlock();
              conf.wunlock();
            });
    while (me.priority() != 25) {
      Thread.yield();
    }
    conf.runlock(t);
    w.join();
    assertThat(me.priority()).isEqualTo(me.basePriority());
  }

  /** Else the writer that has the lock and wants Giant would wait for who waits for it. */
  @Test
  void giant_is_let_go_while_a_thread_waits_for_a_sleepable_lock() {
    RmLock conf = rt.rm(LockClass.sleepableRm("conf").build());
    for (boolean reading : new boolean[] {false, true}) {
      conf.wlock();
      boolean[] owned = new boolean[1];
      KThread waits =
          blocked(
              "waits",
              () -> {
                rt.giant().lock();
                rt.giant().lock();
                if (reading) {
                  conf.runlock(conf.rlock());
                } else {
                  conf.wlock();
                  conf.wunlock();
                }
                owned[0] = rt.giant().isOwned();
                rt.giant().unlock();
                rt.giant().unlock();
              });
      rt.giant().lock();
      rt.giant().unlock();
      conf.wunlock();
      waits.join();
      assertThat(owned[0]).isTrue();
    }
    RmLock.Tracker t = conf.rlock();
    KThread writer =
        blocked(
            "writer",
            () -> {
              rt.giant().lock();
              conf.wlock();
              conf.wunlock();
              rt.giant().unlock();
            });
    rt.giant().lock();
    rt.giant().unlock();
    conf.runlock(t);
    writer.join();
  }

  @Test
  void tracker_of_another_lock_is_refused() {
    RmLock other = rt.rm(LockClass.rm("other").build());
    RmLock.Tracker t = other.rlock();
    assertPanic(
        () -> rm.runlock(t),
        "shared unlock of hooks (rm) by thread "
            + rt.curthread().name()
            + ", which does not hold it shared");
    other.runlock(t);
  }

  @Test
  void writers_and_readers_never_meet() {
    int[] n = new int[2];
    boolean[] torn = new boolean[1];
    Runnable body =
        () -> {
          for (int i = 0; i < 4_000; i++) {
            if (i % 8 == 0) {
              rm.wlock();
              n[0]++;
              n[1]++;
              rm.wunlock();
            } else {
              RmLock.Tracker t = rm.rlock();
              torn[0] |= n[0] != n[1];
              rm.runlock(t);
            }
          }
        };
    joinAll(spawn("a", body), spawn("b", body), spawn("c", body));
    assertThat(n[0]).isEqualTo(3 * 500);
    assertThat(torn[0]).isFalse();
  }

  @Test
  void watch_is_told_in_order() {
    Recorder w = new Recorder();
    NativeRuntime watched = NativeRuntime.real(w, 1, 1);
    RmLock l = watched.rm(LockClass.rm("l").build());
    l.runlock(l.rlock());
    l.runlock(l.tryRlock());
    l.wlock();
    l.destroy();
    assertThat(w.take())
        .containsExactly(
            "before l SHARED",
            "acquired l SHARED",
            "released l SHARED",
            "acquired l SHARED tried",
            "released l SHARED",
            "before l EXCLUSIVE",
            "acquired l EXCLUSIVE",
            "released l EXCLUSIVE",
            "destroyed l");
    watched.shutdown();
  }
}
