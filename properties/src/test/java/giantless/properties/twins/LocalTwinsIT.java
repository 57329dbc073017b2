package giantless.properties.twins;

import static giantless.properties.twins.PatchedStackIT.MANY;
import static giantless.properties.twins.PatchedStackIT.NOTHING_WATCHES;
import static giantless.properties.twins.PatchedStackIT.SCHEDULES;
import static giantless.properties.twins.PatchedStackIT.WITNESS;
import static giantless.properties.twins.PatchedStackIT.assertCaught;
import static giantless.properties.twins.PatchedStackIT.assertCaughtAtOnce;
import static giantless.properties.twins.PatchedStackIT.heads;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.properties.twins.scenes.LocalBothWrite;
import giantless.properties.twins.scenes.LocalErrors;
import giantless.properties.twins.scenes.LocalInFlight;
import giantless.properties.twins.scenes.LocalPassedOn;
import giantless.properties.twins.scenes.LocalPcbLocks;
import giantless.properties.twins.scenes.LocalSendAndClose;
import giantless.properties.twins.scenes.LocalTransfer;
import giantless.properties.twins.scenes.LocalTwoBinds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The UNIX domain with a locking bug put into its own source, as {@link PatchedStackIT}. */
class LocalTwinsIT {
  private static final PatchedStack GOOD =
      PatchedStack.unpatched(
          List.of(
              "local/UipcUsrreq",
              "local/UnpBind",
              "local/UnpControl",
              "local/UnpDetach",
              "local/UnpGc",
              "local/UnpRights",
              "local/UnpSend"));

  @ParameterizedTest
  @ValueSource(
      classes = {
        LocalBothWrite.class,
        LocalInFlight.class,
        LocalPassedOn.class,
        LocalPcbLocks.class,
        LocalSendAndClose.class,
        LocalTransfer.class,
        LocalTwoBinds.class,
        LocalErrors.class
      })
  void domain_as_it_stands_passes_every_scene(Class<? extends Scene> scene) {
    assertThat(heads(GOOD, scene, SCHEDULES, WITNESS)).isEmpty();
    assertThat(heads(GOOD, scene, SCHEDULES, NOTHING_WATCHES)).isEmpty();
  }

  // ---- Atomicity ----

  /**
   * The receiver's control block is let go before the sender is stopped: the reader empties the
   * buffer in between, and wakes nobody afterwards.
   */
  @Test
  void sender_stopped_after_the_lock_was_free_is_caught() {
    Patch early =
        new Patch(
            "local/UnpSend",
            "    so.snd.lock.lock();\n    so.snd.sbstop(cc, mbcnt);\n",
            "    locking.unlock(unp2);\n    so.snd.lock.lock();\n    so.snd.sbstop(cc, mbcnt);\n");
    Patch late =
        new Patch(
            "local/UnpSend",
            """
                so.snd.lock.unlock();
                locking.unlock(unp2);
                locking.leaveShared();
                return error;
            """,
            """
                so.snd.lock.unlock();
                locking.leaveShared();
                return error;
            """);
    assertThat(heads(PatchedStack.of(early, late), LocalTransfer.class, MANY, WITNESS))
        .containsExactly(
            """
            deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)
              thread main sleeps on sbwait; holds nothing
              thread writer sleeps on sbwait; holds nothing""");
  }

  /** D-20: nothing says that a bind(2) is under way. */
  @Test
  void bind_that_tests_and_sets_in_two_holds_is_caught() {
    Patch p = new Patch("local/UnpBind", "      unp.unpFlags |= Unpcb.UNP_BINDING;\n", "");
    assertCaught(
        PatchedStack.of(p),
        LocalTwoBinds.class,
        "thread main: giantless.lock.Panic: host: left at shutdown: 0 descriptors in flight,"
            + " 1 vnode references");
  }

  /** D-23: the node leads to a socket that has no control block any more. */
  @Test
  void node_that_forgets_its_socket_after_the_section_is_caught() {
    Patch early = new Patch("local/UnpDetach", "      vp.setSocket(null);\n", "");
    Patch late =
        new Patch(
            "local/UnpDetach",
            "      vp.vrele();\n",
            "      vp.setSocket(null);\n      vp.vrele();\n");
    assertThat(heads(PatchedStack.of(early, late), LocalSendAndClose.class, MANY, WITNESS))
        .isNotEmpty()
        .allMatch(m -> m.startsWith("thread main: java.lang.NullPointerException"));
  }

  // ---- The locks of two blocks ----

  /** D-27: who disconnects locks its own block and then its peer's, and others do it as well. */
  @Test
  void two_blocks_locked_without_the_link_lock_are_caught() {
    Patch enter =
        new Patch(
            "local/UipcUsrreq",
            """
              public Errno disconnect(Socket so) {
                Unpcb unp = Unpcb.of(so);
                locking.enterExclusive();
            """,
            """
              public Errno disconnect(Socket so) {
                Unpcb unp = Unpcb.of(so);
                locking.enterShared();
            """);
    String end = "    return Errno.OK;\n  }\n\n  /** The credentials of now";
    Patch leave =
        new Patch(
            "local/UipcUsrreq",
            "    locking.leaveExclusive();\n" + end,
            "    locking.leaveShared();\n" + end);
    assertCaughtAtOnce(
        PatchedStack.of(enter, leave),
        LocalPcbLocks.class,
        """
        thread main: giantless.lock.contract.ContractViolation: call of UnpPcbLocking.lockOther\
         without the lock
         lock unp_link_rwlock (rw), @Requires("linkLock")
         at UipcUsrreq.java:L by thread main
         locks held: unp_link_rwlock (rw), unp_mtx (sleep mutex)""");
  }

  /** The order is link lock, then block. */
  @Test
  void link_lock_behind_a_block_is_caught() {
    Patch p =
        new Patch(
            "local/UnpBind",
            """
                  locking.enterExclusive();
                  locking.lock(unp);
            """,
            """
                  locking.enterPcb(unp);
                  locking.enterExclusive();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        LocalPcbLocks.class,
        """
        thread main: giantless.lock.witness.WitnessViolation: lock order reversal
         1st unp_mtx (sleep mutex) @ UnpPcbLocking.java:L by thread main
         2nd unp_link_rwlock (rw) @ UnpPcbLocking.java:L by thread main
        order so far: unp_link_rwlock -> unp_mtx
         unp_link_rwlock -> unp_mtx learnt from thread main
          unp_link_rwlock (rw) @ UnpPcbLocking.java:L
          unp_mtx (sleep mutex) @ UnpPcbLocking.java:L""");
  }

  // ---- A lock that stays behind ----

  @Test
  void block_that_stays_locked_when_bind_is_refused_is_caught() {
    Patch p =
        new Patch(
            "local/UnpBind",
            """
                locking.leavePcb(unp);
                return error;
            """,
            """
                if (error == Errno.OK) {
                  locking.leavePcb(unp);
                }
                return error;
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        LocalPcbLocks.class,
        """
        thread main: giantless.lock.witness.WitnessViolation: locks held where none may be:\
         syscall bind
         1st unp_mtx (sleep mutex) @ UnpPcbLocking.java:L by thread main""");
  }

  // ---- Descriptors in flight ----

  /** D-25: a socket all of whose references are messages is garbage, says this collector. */
  @Test
  void collector_that_does_not_look_into_buffers_is_caught() {
    Patch p = new Patch("local/UnpGc", "                reach(Unpcb.of(sent));\n", "");
    assertCaughtAtOnce(
        PatchedStack.of(p),
        LocalInFlight.class,
        "thread main: java.lang.AssertionError: the data were taken by the collector: 0");
  }
}
