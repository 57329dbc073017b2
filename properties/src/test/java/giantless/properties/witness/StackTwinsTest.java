package giantless.properties.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.explored.Failure;
import giantless.lock.explored.RandomScheduler;
import giantless.lock.explored.World;
import giantless.lock.explored.WorldOptions;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import org.junit.jupiter.api.Test;

/** Wrong variants of what the stack does with its locks; each must be caught, by its message. */
class StackTwinsTest {
  private static final int SCHEDULES = 100;

  private final Host host = Host.builder().runtime(NativeRuntime.real(new Witness(), 2, 1)).build();

  @Test
  void block_locked_before_the_list_is_a_reversal() {
    Mtx inp = host.rt().mtx(Locks.UDPINP);
    inp.lock();
    assertThatThrownBy(() -> host.udp().info().count())
        .hasMessageStartingWith("lock order reversal\n 1st udpinp (sleep mutex)")
        .hasMessageContaining("order so far: udp -> udpinp");
    inp.unlock();
    assertThat(host.udp().info().count()).isZero();
  }

  @Test
  void sleep_in_one_buffer_with_the_other_locked_is_caught() {
    Mtx rcv = host.rt().mtx(Locks.SO_RCV);
    Mtx snd = host.rt().mtx(Locks.SO_SND);
    snd.lock();
    rcv.lock();
    assertThatThrownBy(() -> host.rt().sleepQueue().sleep(this, rcv, "sbwait"))
        .hasMessageStartingWith(
            "sleep with a non-sleepable lock held: sbwait\n 1st so_snd (sleep mutex)");
    rcv.unlock();
    snd.unlock();
  }

  /** A call whose error path returns before the unlock. */
  private boolean wrongCall(Mtx lock, boolean bad) {
    lock.lock();
    if (bad) {
      return false;
    }
    lock.unlock();
    return true;
  }

  @Test
  void lock_leaked_on_an_error_path_is_caught_at_the_return_of_the_call() {
    Mtx lock = host.rt().mtx(Locks.SO_RCV);
    assertThat(wrongCall(lock, false)).isTrue();
    host.kernel().mustHoldNothing("syscall wrong");
    assertThat(wrongCall(lock, true)).isFalse();
    assertThatThrownBy(() -> host.kernel().mustHoldNothing("syscall wrong"))
        .hasMessageStartingWith(
            "locks held where none may be: syscall wrong\n 1st so_rcv (sleep mutex)");
    lock.unlock();
  }

  /** sbwait and sowakeup; the wrong one looks at the buffer in another hold of the lock. */
  private static Failure waitAndWake(long seed, boolean wrong) {
    WorldOptions options = new WorldOptions().seed(seed).traceLimit(0);
    try (World world = new World(new RandomScheduler(seed), options)) {
      return world
          .run(
              () -> {
                Host h = Host.builder().runtime(world.runtime("", new Witness(), 2)).build();
                Mtx rcv = h.rt().mtx(Locks.SO_RCV);
                int[] cc = new int[1];
                KThread reader =
                    h.rt().spawn("reader", Priority.USER, 0, () -> sbwait(h, rcv, cc, wrong));
                rcv.lock();
                cc[0] = 1;
                h.rt().sleepQueue().wakeup(cc);
                rcv.unlock();
                reader.join();
                h.shutdownClean();
              })
          .failure();
    }
  }

  private static void sbwait(Host h, Mtx rcv, int[] cc, boolean wrong) {
    rcv.lock();
    while (cc[0] == 0) {
      if (wrong) {
        rcv.unlock();
        rcv.lock();
      }
      h.rt().sleepQueue().sleep(cc, rcv, "sbwait");
    }
    rcv.unlock();
  }

  @Test
  void buffer_tested_in_another_hold_of_the_lock_loses_a_wakeup() {
    String caught = null;
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      assertThat(waitAndWake(seed, false)).as("right, seed %d", seed).isNull();
      Failure f = waitAndWake(seed, true);
      if (f != null) {
        assertThat(f.isDeadlock()).isTrue();
        caught = f.message();
      }
    }
    assertThat(caught).contains("(lost wakeup)").contains("reader sleeps on sbwait");
  }
}
