package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.LockClass;
import giantless.lock.Mtx;
import giantless.lock.RwLock;
import giantless.lock.SxLock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Who waits for a lock spins as long as its owner runs, and blocks as soon as that is blocked
 * itself, on a machine whose bound for the spinning is never reached. Whether a waiter spins shows
 * in the processor time that it takes; nothing is judged by the clock.
 */
class NativeAdaptiveTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Nanoseconds of processor time that nobody takes who is blocked. */
  private static final long SPINS = 20_000_000;

  /** And that nobody takes who blocks. */
  private static final long TOO_LONG = 2_000_000_000;

  private final NativeRuntime rt = NativeRuntime.spinning(Integer.MAX_VALUE);

  /** Held by a reader: nobody knows whether readers run, so a writer blocks at once. */
  private final RwLock other = rt.rw(LockClass.rw("other").build());

  private volatile boolean held;
  private volatile boolean leave;

  /** The thread that wants the lock, on its way or waiting. */
  private final class Waiter {
    private final Thread thread;

    Waiter(Runnable lock, Runnable unlock) {
      thread =
          new Thread(
              () -> {
                lock.run();
                unlock.run();
              },
              "waiter");
      thread.setDaemon(true);
      thread.start();
    }

    boolean isBlocked() {
      return !rt.isRunning(thread.getId());
    }

    /** Until it has taken so much processor time. */
    void spins() {
      await(() -> THREADS.getThreadCpuTime(thread.getId()) > SPINS, () -> !isBlocked());
    }

    void blocks() {
      await(this::isBlocked, () -> THREADS.getThreadCpuTime(thread.getId()) < TOO_LONG);
    }

    private void await(BooleanSupplier until, BooleanSupplier meanwhile) {
      while (!until.getAsBoolean()) {
        assertThat(meanwhile.getAsBoolean()).as("the waiter does as its owner").isTrue();
        Thread.onSpinWait();
      }
    }
  }

  /** An owner runs, then waits for another lock, then runs and leaves. */
  private void follow(Runnable lock, Runnable unlock) throws InterruptedException {
    Thread owner =
        new Thread(
            () -> {
              lock.run();
              held = true;
              while (!leave) {
                Thread.onSpinWait();
              }
              other.wlock();
              other.wunlock();
              unlock.run();
            },
            "owner");
    other.rlock();
    owner.setDaemon(true);
    owner.start();
    while (!held) {
      Thread.onSpinWait();
    }
    Waiter waiter = new Waiter(lock, unlock);
    waiter.spins();
    leave = true;
    waiter.blocks();
    other.runlock();
    owner.join();
    waiter.thread.join();
  }

  @Test
  void waiter_for_a_mutex_does_as_its_owner() throws InterruptedException {
    Mtx m = rt.mtx(LockClass.mtx("m").build());
    follow(m::lock, m::unlock);
  }

  @Test
  void waiter_for_a_writer_does_as_the_writer() throws InterruptedException {
    RwLock rw = rt.rw(LockClass.rw("rw").build());
    follow(rw::wlock, rw::wunlock);
  }

  @Test
  void waiter_for_an_exclusive_sx_lock_does_as_its_owner() throws InterruptedException {
    SxLock sx = rt.sx(LockClass.sx("sx").build());
    follow(sx::xlock, sx::xunlock);
  }
}
