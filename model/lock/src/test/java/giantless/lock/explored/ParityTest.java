package giantless.lock.explored;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.CondVar;
import giantless.lock.KThread;
import giantless.lock.LockClass;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockRuntime;
import giantless.lock.LockWatch;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Panic;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import giantless.lock.nat.NativeRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The native and the explored runtime say the same: panics word for word, and calls of the watch.
 */
class ParityTest {
  private static final LockClass RW = LockClass.rw("test rw").build();
  private static final LockClass SX = LockClass.sx("test sx").build();
  private static final LockClass SXR = LockClass.sx("test sx recursive").recursive().build();
  private static final LockClass RM = LockClass.rm("test rm").build();
  private static final LockClass SLEEPABLE_RM = LockClass.sleepableRm("test sleepable rm").build();
  private static final LockClass SPIN = LockClass.spin("test spin").build();
  private static final LockClass REC = LockClass.mtx("test recursive").recursive().build();

  private static void rm(Map<String, Consumer<LockRuntime>> m, String kind, LockClass c) {
    m.put(
        kind + " runlock twice",
        rt -> {
          RmLock l = rt.rm(c);
          RmLock.Tracker t = l.rlock();
          l.runlock(t);
          l.runlock(t);
        });
    m.put(kind + " runlock of nothing", rt -> rt.rm(c).runlock(null));
    m.put(
        kind + " read by writer",
        rt -> {
          RmLock l = rt.rm(c);
          l.wlock();
          l.rlock();
        });
    m.put(
        kind + " write by reader",
        rt -> {
          RmLock l = rt.rm(c);
          l.rlock();
          l.wlock();
        });
    m.put(
        kind + " recursion",
        rt -> {
          RmLock l = rt.rm(c);
          l.wlock();
          l.wlock();
        });
    m.put(kind + " wunlock by stranger", rt -> rt.rm(c).wunlock());
    m.put(
        kind + " destroy while read",
        rt -> {
          RmLock l = rt.rm(c);
          l.rlock();
          l.destroy();
        });
    m.put(
        kind + " use of destroyed",
        rt -> {
          RmLock l = rt.rm(c);
          l.destroy();
          l.rlock();
        });
  }

  private static Map<String, Consumer<LockRuntime>> misuses() {
    Map<String, Consumer<LockRuntime>> m = new LinkedHashMap<>();
    m.put(
        "mutex recursion",
        rt -> {
          Mtx l = rt.mtx(Locks.SO_RCV);
          l.lock();
          l.lock();
        });
    m.put("mutex unlock by stranger", rt -> rt.mtx(Locks.SO_RCV).unlock());
    m.put("rw runlock by stranger", rt -> rt.rw(RW).runlock());
    m.put("rw wunlock by stranger", rt -> rt.rw(RW).wunlock());
    m.put(
        "rw wunlock by reader",
        rt -> {
          RwLock l = rt.rw(RW);
          l.rlock();
          l.wunlock();
        });
    m.put(
        "rw read by owner",
        rt -> {
          RwLock l = rt.rw(RW);
          l.wlock();
          l.rlock();
        });
    m.put(
        "rw write by reader",
        rt -> {
          RwLock l = rt.rw(RW);
          l.rlock();
          l.wlock();
        });
    m.put(
        "rw recursion",
        rt -> {
          RwLock l = rt.rw(RW);
          l.wlock();
          l.wlock();
        });
    m.put("rw upgrade by stranger", rt -> rt.rw(RW).tryUpgrade());
    m.put("sx downgrade by stranger", rt -> rt.sx(SX).downgrade());
    m.put(
        "sx downgrade of recursed",
        rt -> {
          SxLock l = rt.sx(SXR);
          l.xlock();
          l.xlock();
          l.downgrade();
        });
    rm(m, "rm", RM);
    rm(m, "sleepable rm", SLEEPABLE_RM);
    m.put(
        "destroy recursed mutex",
        rt -> {
          Mtx l = rt.mtx(REC);
          l.lock();
          l.lock();
          l.destroy();
        });
    m.put(
        "destroy read-held rw",
        rt -> {
          RwLock l = rt.rw(RW);
          l.rlock();
          l.destroy();
        });
    m.put("use of destroyed mutex", rt -> destroyed(rt).lock());
    m.put("try of destroyed mutex", rt -> destroyed(rt).tryLock());
    m.put("unlock of destroyed mutex", rt -> destroyed(rt).unlock());
    m.put("destroy twice", rt -> destroyed(rt).destroy());
    m.put(
        "use of destroyed sx",
        rt -> {
          SxLock l = rt.sx(SX);
          l.destroy();
          l.slock();
        });
    m.put("wait without the mutex", rt -> rt.cv("cv").await(rt.mtx(Locks.SO_RCV)));
    m.put(
        "wait with a recursed mutex",
        rt -> {
          Mtx l = rt.mtx(REC);
          l.lock();
          l.lock();
          rt.cv("cv").timedAwait(l, 1);
        });
    m.put(
        "sleep with a spin mutex",
        rt -> {
          Mtx l = rt.mtx(SPIN);
          l.lock();
          rt.sleepQueue().sleep(rt, l, "chan");
        });
    m.put("wakeup of a condition variable", rt -> rt.sleepQueue().wakeup(rt.cv("cv")));
    m.put(
        "sleep on a condition variable",
        rt -> rt.sleepQueue().sleep(rt.cv("cv"), null, "chan", false, 1, false));
    m.put("wrong kind of mutex", rt -> rt.mtx(RW));
    m.put("wrong kind of rw", rt -> rt.rw(SX));
    m.put("wrong kind of sx", rt -> rt.sx(RM));
    m.put("wrong kind of rm", rt -> rt.rm(SPIN));
    m.put("self join", rt -> rt.curthread().join());
    m.put("asserted owner", rt -> rt.mtx(Locks.SO_RCV).assertOwned());
    m.put("asserted holder", rt -> rt.rw(RW).assertHeld());
    m.put("wrong wait", rt -> rt.cv("cv").timedAwait(rt.mtx(Locks.SO_RCV), 0));
    m.put("wrong random", rt -> rt.random(0));
    m.put("wrong cpu", rt -> rt.spawn("x", 1, 7, () -> {}));
    return m;
  }

  private static Mtx destroyed(LockRuntime rt) {
    Mtx l = rt.mtx(Locks.SO_RCV);
    l.destroy();
    return l;
  }

  private static String onNative(Consumer<LockRuntime> body) {
    String[] said = {"nothing"};
    Thread t =
        new Thread(
            () -> {
              NativeRuntime rt = NativeRuntime.real(null, 2, 1);
              try {
                body.accept(rt);
              } catch (RuntimeException | Error e) {
                said[0] = e.toString();
              }
            },
            "main");
    t.start();
    try {
      t.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return said[0];
  }

  @Test
  void panics_have_the_same_words() {
    Map<String, String> nat = new LinkedHashMap<>();
    Map<String, String> explored = new LinkedHashMap<>();
    misuses()
        .forEach(
            (name, body) -> {
              nat.put(name, onNative(body));
              Failure f = Simulation.run(rt -> body.accept(rt)).failure();
              explored.put(name, f == null ? "nothing" : f.cause().toString());
            });
    assertThat(explored).isEqualTo(nat);
    assertThat(nat).doesNotContainValue("nothing");
  }

  @Test
  void right_use_panics_on_neither() {
    Consumer<LockRuntime> body = rt -> uses(rt);
    assertThat(onNative(body)).isEqualTo("nothing");
    Simulation.run(rt -> uses(rt)).orThrow();
  }

  /** One thread uses everything. */
  private static void uses(LockRuntime rt) {
    Mtx m = rt.mtx(REC);
    m.lock();
    m.lock();
    m.unlock();
    m.tryLock();
    m.unlock();
    CondVar cv = rt.cv("cv");
    cv.timedAwait(m, 1);
    cv.signal();
    rt.sleepQueue().sleep(rt, m, "chan", true, 1, false);
    rt.sleepQueue().sleep(rt, m, "chan", false, 1, true);
    rt.sleepQueue().wakeup(rt);
    RwLock rw = rt.rw(RW);
    rw.rlock();
    rw.rlock();
    rw.runlock();
    rw.tryUpgrade();
    rw.downgrade();
    rw.runlock();
    rw.wlock();
    rw.wunlock();
    rw.tryRlock();
    rw.runlock();
    rw.tryWlock();
    rw.destroy();
    SxLock sx = rt.sx(SXR);
    rt.giant().lock();
    sx.xlock();
    sx.xlock();
    sx.xunlock();
    sx.downgrade();
    sx.slockSig();
    sx.sunlock();
    sx.sunlock();
    sx.trySlock();
    sx.sunlock();
    m.lock();
    cv.timedAwait(m, 1);
    m.unlock();
    rt.sleepQueue().sleep(rt, rt.giant().mtx(), "giant", false, 1, false);
    rt.giant().lock();
    rt.sleepQueue().sleep(rt, rt.giant().mtx(), "giant", false, 1, true);
    rt.giant().unlock();
    rt.curthread().interrupt();
    sx.slockSig();
    sx.sunlock();
    m.lock();
    cv.awaitSig(m);
    rt.sleepQueue().sleep(rt, m, "chan", true, 0, true);
    rt.curthread().clearInterrupt();
    for (LockClass c : new LockClass[] {RM, SLEEPABLE_RM}) {
      RmLock rm = rt.rm(c);
      RmLock.Tracker t = rm.rlock();
      RmLock.Tracker u = rm.rlock();
      rm.runlock(t);
      rm.runlock(u);
      rm.wlock();
      rm.wunlock();
      rm.runlock(rm.tryRlock());
      rm.destroy();
    }
    rt.spawn("t", 1, 0, () -> {}).join();
    rt.unpark(rt.curthread());
    rt.park(LockRuntime.NEVER);
    m.lock();
    m.destroy();
  }

  /** Writes down every call but the times. */
  private static final class Diary implements LockWatch {
    final List<String> lines = new ArrayList<>();

    private void add(KThread td, String what) {
      if (td.name().equals("main")) {
        lines.add(what);
      }
    }

    @Override
    public void beforeAcquire(KThread td, LockObject lock, LockMode mode) {
      add(td, "before " + lock + " " + mode);
    }

    @Override
    public void acquired(KThread td, LockObject lock, LockMode mode, boolean tried, long nanos) {
      add(td, "acquired " + lock + " " + mode + (tried ? " tried" : ""));
    }

    @Override
    public void gaveUp(KThread td, LockObject lock, LockMode mode, long nanos) {
      add(td, "gave up " + lock + " " + mode);
    }

    @Override
    public void released(KThread td, LockObject lock, LockMode mode) {
      add(td, "released " + lock + " " + mode);
    }

    @Override
    public void modeChanged(KThread td, LockObject lock, LockMode mode) {
      add(td, "changed " + lock + " " + mode);
    }

    @Override
    public void beforeSleep(KThread td, LockObject interlock, String what) {
      add(td, "sleep " + interlock + " " + what);
    }

    @Override
    public void mustHoldNothing(KThread td, String where) {
      add(td, "nothing held: " + where);
    }

    @Override
    public void destroyed(KThread td, LockObject lock) {
      add(td, "destroyed " + lock);
    }
  }

  @Test
  void the_watch_is_told_the_same() throws InterruptedException {
    Diary nat = new Diary();
    Thread t = new Thread(() -> uses(NativeRuntime.real(nat, 2, 1)), "main");
    t.start();
    t.join();
    Diary explored = new Diary();
    try (World w = new World()) {
      ExploredRuntime rt = w.runtime("", explored, 2);
      w.run(() -> uses(rt)).orThrow();
    }
    assertThat(explored.lines).isEqualTo(nat.lines);
    assertThat(nat.lines).hasSizeGreaterThan(80);
  }

  @Test
  void a_panic_of_the_watch_comes_before_any_change() {
    LockWatch strict =
        new Silent() {
          @Override
          public void beforeAcquire(KThread td, LockObject lock, LockMode mode) {
            throw new Panic("not allowed");
          }
        };
    try (World w = new World()) {
      ExploredRuntime rt = w.runtime("", strict, 1);
      Mtx m = rt.mtx(Locks.SO_RCV);
      w.run(
              () -> {
                try {
                  m.lock();
                } catch (Panic e) {
                  assertThat(m.isOwned()).isFalse();
                }
                assertThat(m.tryLock()).isTrue();
              })
          .orThrow();
    }
  }

  /** Does nothing. */
  private static class Silent implements LockWatch {
    @Override
    public void beforeAcquire(KThread td, LockObject lock, LockMode mode) {}

    @Override
    public void acquired(KThread td, LockObject lock, LockMode mode, boolean tried, long nanos) {}

    @Override
    public void gaveUp(KThread td, LockObject lock, LockMode mode, long nanos) {}

    @Override
    public void released(KThread td, LockObject lock, LockMode mode) {}

    @Override
    public void modeChanged(KThread td, LockObject lock, LockMode mode) {}

    @Override
    public void beforeSleep(KThread td, LockObject interlock, String what) {}

    @Override
    public void mustHoldNothing(KThread td, String where) {}

    @Override
    public void destroyed(KThread td, LockObject lock) {}
  }
}
