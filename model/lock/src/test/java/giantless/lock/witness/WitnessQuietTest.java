package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is right must pass: one false alarm makes a checker useless. Twins stand beside. */
class WitnessQuietTest {
  private static final LockClass A = LockClass.mtx("a").build();
  private static final LockClass B = LockClass.mtx("b").build();
  private static final LockClass REC = LockClass.mtx("rec").recursive().build();
  private static final LockClass DUP = LockClass.mtx("dup").dupOk().build();
  private static final LockClass TABLE = LockClass.rw("table").build();
  private static final LockClass RM_CONF = LockClass.sleepableRm("rm conf").build();
  private static final LockClass CONF = LockClass.sx("conf").build();
  private static final LockClass CONF2 = LockClass.sx("conf2").build();

  private final Witness witness = new Witness();
  private final FakeRuntime rt = new FakeRuntime(witness);
  private boolean expectsViolation;

  @AfterEach
  void nothing_was_reported() {
    assertThat(witness.violations().isEmpty()).isEqualTo(!expectsViolation);
  }

  private void violates(WitnessViolation.Kind kind, Runnable wrong) {
    expectsViolation = true;
    assertThatThrownBy(wrong::run)
        .isInstanceOfSatisfying(WitnessViolation.class, v -> assertThat(v.kind()).isEqualTo(kind));
  }

  @Test
  void the_declared_order_end_to_end() {
    for (LockClass c :
        List.of(
            Locks.SYSCTL,
            Locks.GIANT,
            Locks.UDP,
            Locks.UDPINP,
            Locks.ACCEPT,
            Locks.SO_SND,
            Locks.SO_RCV,
            Locks.RADIX,
            Locks.RTENTRY,
            Locks.IFQ,
            Locks.SOFTC,
            Locks.UMA_PCPU,
            Locks.UMA_ZONE,
            Locks.SLEEPQ,
            Locks.TURNSTILE,
            Locks.CALLOUT)) {
      if (c.kind().isSleepable()) {
        rt.sx(c).xlock();
      } else {
        rt.mtx(c).lock();
      }
    }
    OrderComparison.of(Locks.all(), witness.graph()).check();
  }

  @Test
  void recursion_of_a_recursive_class() {
    Mtx m = rt.mtx(REC);
    m.lock();
    m.lock();
    m.unlock();
    assertThat(m.isOwned()).isTrue();
    m.unlock();
    rt.syscallReturns("return");
  }

  @Test
  void recursion_while_a_later_lock_is_held_is_no_reversal() {
    Mtx rec = rt.mtx(REC);
    Mtx a = rt.mtx(A);
    rec.lock();
    a.lock();
    rec.lock();
    assertThat(witness.graph().edges())
        .extracting(LockOrderEdge::describe)
        .containsExactly("rec -> a");
  }

  @Test
  void two_of_a_class_that_is_dup_ok_in_any_order() {
    Mtx one = rt.mtx(DUP);
    Mtx two = rt.mtx(DUP);
    one.lock();
    two.lock();
    one.unlock();
    two.unlock();
    two.lock();
    one.lock();
    assertThat(witness.graph().edges()).isEmpty();
  }

  @Test
  void try_lock_against_the_order_adds_no_edge() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    b.lock();
    assertThat(a.tryLock()).isTrue();
    a.unlock();
    b.unlock();
    assertThat(witness.graph().edges()).isEmpty();
    a.lock();
    b.lock();
    assertThat(witness.graph().edge("a", "b")).isNotNull();
  }

  @Test
  void back_off_by_try_lock_and_relock_in_order() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    a.lock();
    b.lock();
    a.unlock();
    a.tryLock(); // against the order, but it cannot block
    a.unlock();
    b.unlock();
    a.lock();
    b.lock();
  }

  @Test
  void blocking_under_a_lock_got_by_try_lock_does_add_an_edge() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    a.tryLock();
    b.lock();
    b.unlock();
    a.unlock();
    b.lock();
    violates(WitnessViolation.Kind.ORDER_REVERSAL, a::lock);
  }

  @Test
  void readers_recurse() {
    RwLock table = rt.rw(TABLE);
    table.rlock();
    table.rlock();
    table.runlock();
    table.runlock();
    SxLock conf = rt.sx(CONF);
    conf.slock();
    conf.slock();
    conf.sunlock();
    conf.sunlock();
    rt.syscallReturns("return");
  }

  @Test
  void upgrade_and_downgrade_change_the_mode() {
    RwLock table = rt.rw(TABLE);
    table.rlock();
    table.tryUpgrade();
    table.wunlock();
    table.wlock();
    table.downgrade();
    table.runlock();
    table.wlock();
    table.downgrade();
    violates(WitnessViolation.Kind.WRONG_MODE, table::wunlock);
  }

  @Test
  void giant_and_sleepable_locks_in_either_order() {
    Mtx giant = rt.mtx(Locks.GIANT);
    SxLock conf = rt.sx(CONF);
    giant.lock();
    conf.xlock();
    giant.unlock();
    giant.lock();
    conf.xunlock();
    giant.unlock();
    assertThat(witness.graph().edges()).isEmpty();
  }

  @Test
  void sleepable_locks_have_an_order_among_themselves() {
    SxLock one = rt.sx(CONF);
    SxLock two = rt.sx(CONF2);
    one.xlock();
    two.xlock();
    two.xunlock();
    one.xunlock();
    two.slock();
    violates(WitnessViolation.Kind.ORDER_REVERSAL, one::slock);
  }

  @Test
  void sleep_with_interlock_giant_and_sleepable_locks() {
    Mtx giant = rt.mtx(Locks.GIANT);
    SxLock conf = rt.sx(CONF);
    Mtx a = rt.mtx(A);
    conf.slock();
    giant.lock();
    a.lock();
    rt.sleep(a, "wait");
    a.unlock();
    rt.sleep(null, "pause");
    a.lock();
    violates(WitnessViolation.Kind.SLEEP_WITH_LOCK, () -> rt.sleep(null, "pause"));
  }

  @Test
  void writer_of_a_sleepable_rm_lock_sleeps_and_takes_sleepable_locks() {
    RmLock rm = rt.rm(RM_CONF);
    SxLock conf = rt.sx(CONF);
    rm.wlock();
    rt.sleep(null, "pause");
    conf.xlock();
    conf.xunlock();
    rm.wunlock();
    RmLock.Tracker t = rm.rlock();
    assertThat(conf.tryXlock()).isTrue();
    conf.xunlock();
    violates(WitnessViolation.Kind.SLEEP_WITH_LOCK, () -> rt.sleep(null, "pause"));
    rm.runlock(t);
  }

  @Test
  void a_mutex_is_destroyed_by_its_owner() {
    Mtx a = rt.mtx(A);
    a.lock();
    a.destroy();
    rt.syscallReturns("return");
    Mtx rec = rt.mtx(REC);
    rec.lock();
    rec.lock();
    violates(WitnessViolation.Kind.DESTROY_HELD, rec::destroy);
  }

  @Test
  void locks_are_released_in_any_order() {
    List<Mtx> locks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      locks.add(rt.mtx(LockClass.mtx("n" + i).build()));
    }
    locks.forEach(Mtx::lock);
    for (int i = 0; i < 20; i += 2) {
      locks.get(i).unlock();
    }
    for (int i = 1; i < 20; i += 2) {
      locks.get(i).unlock();
    }
    rt.syscallReturns("return");
    assertThat(witness.graph().edges()).hasSize(190);
  }

  @Test
  void warnings_come_once_for_each_pair_and_the_thread_goes_on() {
    List<String> heard = new ArrayList<>();
    Witness warning =
        Witness.builder()
            .warn(v -> heard.add(v.kind() + " " + v.first() + " " + v.second()))
            .build();
    FakeRuntime w = new FakeRuntime(warning);
    Mtx a = w.mtx(A);
    Mtx b = w.mtx(B);
    for (int i = 0; i < 3; i++) {
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
      b.lock();
      a.lock();
      a.unlock();
      w.sleep(null, "pause");
      w.syscallReturns("close");
      b.unlock();
      b.unlock();
    }
    assertThat(heard)
        .containsExactly(
            "ORDER_REVERSAL b a", "SLEEP_WITH_LOCK b null", "LEAK b null", "STRANGER null b");
    assertThat(warning.violations()).hasSize(4);
    assertThat(warning.graph().edges())
        .extracting(LockOrderEdge::describe)
        .containsExactly("a -> b");
    assertThat(warning.graph().edge("a", "b").count()).isEqualTo(3);
  }

  @Test
  void a_panic_that_was_caught_is_still_kept() {
    Mtx a = rt.mtx(A);
    violates(WitnessViolation.Kind.STRANGER, a::unlock);
    assertThat(witness.violations()).hasSize(1);
  }
}
