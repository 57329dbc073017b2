package giantless.lock.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import giantless.lock.LockClass;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.RmLock;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import giantless.lock.witness.WitnessViolation.Kind;
import org.junit.jupiter.api.Test;

/** The exact text of every splat; stacks are cut to one frame. */
class WitnessSplatTest {
  private static final LockClass A = LockClass.mtx("a").build();
  private static final LockClass B = LockClass.mtx("b").build();
  private static final LockClass C = LockClass.mtx("c").build();
  private static final LockClass SPIN = LockClass.spin("chain").build();
  private static final LockClass TABLE = LockClass.rw("table").build();
  private static final LockClass CONF = LockClass.sx("conf").build();
  private static final LockClass RM_CONF = LockClass.sleepableRm("rm conf").build();

  private final Witness witness = Witness.builder().depth(1).build();
  private final FakeRuntime rt = new FakeRuntime(witness);

  private void take(Mtx m) {
    m.lock();
  }

  private void attempt(Mtx m) {
    m.lock();
  }

  private void takeThen(Mtx first, Mtx second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  private void expect(Kind kind, String text, Runnable wrong) {
    String at = "at giantless.lock.witness.WitnessSplatTest.";
    String file = "WitnessSplatTest.java";
    WitnessViolation v =
        SplatText.expect(kind, text.replace("AT ", at).replace("FILE", file), wrong);
    assertThat(witness.violations()).containsExactly(v);
  }

  @Test
  void reversal_shows_where_the_order_was_learnt_and_both_present_stacks() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    rt.as(rt.thread("u"));
    takeThen(a, b);
    rt.as(rt.thread("t"));
    take(b);
    expect(
        Kind.ORDER_REVERSAL,
        """
        lock order reversal
         1st b (sleep mutex) @ FILE:L1 by thread t
         2nd a (sleep mutex) @ FILE:L2 by thread t
        order so far: a -> b
         a -> b learnt from thread u
          a (sleep mutex) @ FILE:L3
           AT takeThen(FILE:L3)
          b (sleep mutex) @ FILE:L4
           AT takeThen(FILE:L4)
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(a));
  }

  @Test
  void reversal_through_a_third_lock_shows_the_whole_chain() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    Mtx c = rt.mtx(C);
    rt.as(rt.thread("u"));
    takeThen(a, b);
    rt.as(rt.thread("v"));
    takeThen(b, c);
    rt.as(rt.thread("t"));
    take(c);
    expect(
        Kind.ORDER_REVERSAL,
        """
        lock order reversal
         1st c (sleep mutex) @ FILE:L1 by thread t
         2nd a (sleep mutex) @ FILE:L2 by thread t
        order so far: a -> b -> c
         a -> b learnt from thread u
          a (sleep mutex) @ FILE:L3
           AT takeThen(FILE:L3)
          b (sleep mutex) @ FILE:L4
           AT takeThen(FILE:L4)
         b -> c learnt from thread v
          b (sleep mutex) @ FILE:L3
           AT takeThen(FILE:L3)
          c (sleep mutex) @ FILE:L4
           AT takeThen(FILE:L4)
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(a));
  }

  @Test
  void reversal_of_the_declared_order_is_seen_before_anything_was_learnt() {
    Mtx rcv = rt.mtx(Locks.SO_RCV);
    Mtx accept = rt.mtx(Locks.ACCEPT);
    take(rcv);
    expect(
        Kind.ORDER_REVERSAL,
        """
        lock order reversal
         1st so_rcv (sleep mutex) @ FILE:L1 by thread t
         2nd accept (sleep mutex) @ FILE:L2 by thread t
        order so far: accept -> so_snd -> so_rcv
         accept -> so_snd declared
         so_snd -> so_rcv declared
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(accept));
  }

  @Test
  void a_chain_may_be_declared_in_part_and_learnt_in_part() {
    Mtx snd = rt.mtx(Locks.SO_SND);
    Mtx rcv = rt.mtx(Locks.SO_RCV);
    Mtx a = rt.mtx(A);
    rt.as(rt.thread("u"));
    takeThen(snd, rcv);
    takeThen(rcv, a);
    rt.as(rt.thread("t"));
    take(a);
    expect(
        Kind.ORDER_REVERSAL,
        """
        lock order reversal
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd so_snd (sleep mutex) @ FILE:L2 by thread t
        order so far: so_snd -> so_rcv -> a
         so_snd -> so_rcv declared, learnt from thread u
          so_snd (sleep mutex) @ FILE:L3
           AT takeThen(FILE:L3)
          so_rcv (sleep mutex) @ FILE:L4
           AT takeThen(FILE:L4)
         so_rcv -> a learnt from thread u
          so_rcv (sleep mutex) @ FILE:L3
           AT takeThen(FILE:L3)
          a (sleep mutex) @ FILE:L4
           AT takeThen(FILE:L4)
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(snd));
  }

  @Test
  void recursion_of_a_lock_that_is_not_recursive() {
    Mtx a = rt.mtx(A);
    take(a);
    expect(
        Kind.RECURSION,
        """
        recursion of a lock that is not recursive
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd a (sleep mutex) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(a));
  }

  @Test
  void two_objects_of_a_class_that_is_not_dup_ok() {
    Mtx one = rt.mtx(A);
    Mtx two = rt.mtx(A);
    take(one);
    expect(
        Kind.DUPLICATE,
        """
        two locks of one class that does not allow it
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd a (sleep mutex) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(two));
  }

  @Test
  void a_mutex_under_a_spin_mutex() {
    Mtx spin = rt.mtx(SPIN);
    Mtx a = rt.mtx(A);
    take(spin);
    expect(
        Kind.SPIN_HELD,
        """
        acquisition of a lock that may block with a spin lock held
         1st chain (spin mutex) @ FILE:L1 by thread t
         2nd a (sleep mutex) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(a));
  }

  private void attemptExclusive(SxLock sx) {
    sx.xlock();
  }

  @Test
  void a_sleepable_lock_under_a_mutex() {
    Mtx a = rt.mtx(A);
    SxLock conf = rt.sx(CONF);
    take(a);
    expect(
        Kind.SLEEPABLE_WITH_MUTEX,
        """
        acquisition of a sleepable lock with a non-sleepable lock held
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd conf (sx) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attemptExclusive(FILE:L2)
        """,
        () -> attemptExclusive(conf));
  }

  private void attemptRead(RmLock rm) {
    rm.rlock();
  }

  @Test
  void a_sleepable_rm_lock_under_a_mutex() {
    Mtx a = rt.mtx(A);
    RmLock conf = rt.rm(RM_CONF);
    take(a);
    expect(
        Kind.SLEEPABLE_WITH_MUTEX,
        """
        acquisition of a sleepable lock with a non-sleepable lock held
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd rm conf (sleepable rm) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attemptRead(FILE:L2)
        """,
        () -> attemptRead(conf));
  }

  private void read(RmLock rm) {
    rm.rlock();
  }

  /** Its writer has taken the two in this order before, so the order is known and right. */
  @Test
  void a_sleepable_lock_by_a_reader_of_a_sleepable_rm_lock() {
    RmLock conf = rt.rm(RM_CONF);
    SxLock sx = rt.sx(CONF);
    conf.wlock();
    sx.xlock();
    sx.xunlock();
    conf.wunlock();
    read(conf);
    assertThat(sx.tryXlock()).isTrue();
    sx.xunlock();
    expect(
        Kind.SLEEPABLE_WITH_MUTEX,
        """
        acquisition of a sleepable lock with a non-sleepable lock held: a reader of a sleepable rm lock only tries such locks
         1st rm conf (sleepable rm) @ FILE:L1 by thread t
         2nd conf (sx) @ FILE:L2 by thread t
        1st was acquired at:
          AT read(FILE:L1)
        2nd is attempted at:
          AT attemptExclusive(FILE:L2)
        """,
        () -> attemptExclusive(sx));
  }

  private void sleepAlone() {
    rt.sleep(null, "ioctl");
  }

  @Test
  void sleep_of_a_reader_of_a_sleepable_rm_lock() {
    RmLock conf = rt.rm(RM_CONF);
    read(conf);
    expect(
        Kind.SLEEP_WITH_LOCK,
        """
        sleep with a non-sleepable lock held: ioctl
         1st rm conf (sleepable rm) @ FILE:L1 by thread t
        interlock: none
        1st was acquired at:
          AT read(FILE:L1)
        sleep at:
          AT sleepAlone(FILE:L2)
        """,
        this::sleepAlone);
  }

  @Test
  void giant_under_another_mutex() {
    Mtx a = rt.mtx(A);
    Mtx giant = rt.mtx(Locks.GIANT);
    take(a);
    expect(
        Kind.GIANT_WITH_MUTEX,
        """
        acquisition of Giant with another mutex held
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd Giant (sleep mutex) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd is attempted at:
          AT attempt(FILE:L2)
        """,
        () -> attempt(giant));
  }

  private void sleepOn(Mtx interlock) {
    rt.sleep(interlock, "sbwait");
  }

  @Test
  void sleep_with_a_mutex_held_that_is_not_the_interlock() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    take(a);
    take(b);
    expect(
        Kind.SLEEP_WITH_LOCK,
        """
        sleep with a non-sleepable lock held: sbwait
         1st a (sleep mutex) @ FILE:L1 by thread t
        interlock: b (sleep mutex)
        1st was acquired at:
          AT take(FILE:L1)
        sleep at:
          AT sleepOn(FILE:L2)
        """,
        () -> sleepOn(b));
  }

  @Test
  void sleep_without_an_interlock() {
    Mtx a = rt.mtx(A);
    take(a);
    expect(
        Kind.SLEEP_WITH_LOCK,
        """
        sleep with a non-sleepable lock held: sbwait
         1st a (sleep mutex) @ FILE:L1 by thread t
        interlock: none
        1st was acquired at:
          AT take(FILE:L1)
        sleep at:
          AT sleepOn(FILE:L2)
        """,
        () -> sleepOn(null));
  }

  private void release(Mtx m) {
    m.unlock();
  }

  @Test
  void unlock_by_a_stranger() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    rt.as(rt.thread("owner"));
    take(a);
    rt.as(rt.thread("t"));
    take(b);
    expect(
        Kind.STRANGER,
        """
        unlock of a lock that the thread does not hold
         1st a (sleep mutex) @ FILE:L1 by thread t
        locks held by the thread: b (sleep mutex)
        1st is unlocked at:
          AT release(FILE:L1)
        """,
        () -> release(a));
  }

  private void returnFromClose() {
    rt.syscallReturns("return of system call close");
  }

  @Test
  void locks_held_at_the_return_of_a_system_call() {
    Mtx a = rt.mtx(A);
    Mtx b = rt.mtx(B);
    take(a);
    attempt(b);
    expect(
        Kind.LEAK,
        """
        locks held where none may be: return of system call close
         1st a (sleep mutex) @ FILE:L1 by thread t
         2nd b (sleep mutex) @ FILE:L2 by thread t
        1st was acquired at:
          AT take(FILE:L1)
        2nd was acquired at:
          AT attempt(FILE:L2)
        """,
        this::returnFromClose);
  }

  private void read(RwLock rw) {
    rw.rlock();
  }

  private void write(RwLock rw) {
    rw.wlock();
  }

  private void destroy(RwLock rw) {
    rw.destroy();
  }

  private void releaseWrite(RwLock rw) {
    rw.wunlock();
  }

  @Test
  void destruction_of_a_lock_that_is_held() {
    RwLock table = rt.rw(TABLE);
    read(table);
    expect(
        Kind.DESTROY_HELD,
        """
        destruction of a lock that is held
         1st table (rw) @ FILE:L1 by thread t
         2nd table (rw) @ FILE:L2 by thread t
        1st was acquired at:
          AT read(FILE:L1)
        2nd is destroyed at:
          AT destroy(FILE:L2)
        """,
        () -> destroy(table));
  }

  @Test
  void a_reader_that_wants_to_write() {
    RwLock table = rt.rw(TABLE);
    read(table);
    expect(
        Kind.MODE_MIX,
        """
        acquisition of a lock that the thread holds in another mode: shared held, exclusive wanted
         1st table (rw) @ FILE:L1 by thread t
         2nd table (rw) @ FILE:L2 by thread t
        1st was acquired at:
          AT read(FILE:L1)
        2nd is attempted at:
          AT write(FILE:L2)
        """,
        () -> write(table));
  }

  @Test
  void a_writer_that_wants_to_read() {
    RwLock table = rt.rw(TABLE);
    write(table);
    expect(
        Kind.MODE_MIX,
        """
        acquisition of a lock that the thread holds in another mode: exclusive held, shared wanted
         1st table (rw) @ FILE:L1 by thread t
         2nd table (rw) @ FILE:L2 by thread t
        1st was acquired at:
          AT write(FILE:L1)
        2nd is attempted at:
          AT read(FILE:L2)
        """,
        () -> read(table));
  }

  @Test
  void an_exclusive_unlock_of_a_shared_hold() {
    RwLock table = rt.rw(TABLE);
    read(table);
    expect(
        Kind.WRONG_MODE,
        """
        unlock in another mode than the lock is held in: shared held, exclusive unlock
         1st table (rw) @ FILE:L1 by thread t
         2nd table (rw) @ FILE:L2 by thread t
        1st was acquired at:
          AT read(FILE:L1)
        2nd is unlocked at:
          AT releaseWrite(FILE:L2)
        """,
        () -> releaseWrite(table));
  }

  @Test
  void lines_are_those_of_the_callers_of_the_primitives() {
    Mtx a = rt.mtx(A);
    int line = SplatText.lineOfCaller() + 1;
    a.lock();
    Throwable t = catchThrowable(() -> a.lock());
    assertThat(t)
        .hasMessageContaining(" 1st a (sleep mutex) @ WitnessSplatTest.java:" + line + " by")
        .hasMessageContaining(" 2nd a (sleep mutex) @ WitnessSplatTest.java:" + (line + 1) + " by");
  }

  @Test
  void whole_stacks_are_shown_by_default() {
    FakeRuntime deep = new FakeRuntime(new Witness());
    Mtx a = deep.mtx(A);
    take(a);
    Throwable t = catchThrowable(() -> attempt(a));
    String at = "  at giantless.lock.witness.WitnessSplatTest.";
    assertThat(SplatText.numbered(t.getMessage()))
        .contains(
            "\n1st was acquired at:\n"
                + at
                + "take(WitnessSplatTest.java:L1)\n"
                + at
                + "whole_stacks_are_shown_by_default(WitnessSplatTest.java:L3)\n"
                + "2nd is attempted at:\n"
                + at
                + "attempt(WitnessSplatTest.java:L2)\n"
                + at
                + "lambda$");
  }

  @Test
  void without_sites_the_first_place_is_unknown_and_the_second_is_shown() {
    FakeRuntime fast = new FakeRuntime(Witness.builder().sites(Sites.NONE).depth(1).build());
    Mtx a = fast.mtx(A);
    take(a);
    Throwable t = catchThrowable(() -> attempt(a));
    assertThat(SplatText.numbered(t.getMessage()))
        .isEqualTo(
            """
            recursion of a lock that is not recursive
             1st a (sleep mutex) @ unknown (sites off) by thread t
             2nd a (sleep mutex) @ WitnessSplatTest.java:L1 by thread t
            2nd is attempted at:
              at giantless.lock.witness.WitnessSplatTest.attempt(WitnessSplatTest.java:L1)""");
  }
}
