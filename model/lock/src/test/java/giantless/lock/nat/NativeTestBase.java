package giantless.lock.nat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.KThread;
import giantless.lock.LockMode;
import giantless.lock.LockObject;
import giantless.lock.LockWatch;
import giantless.lock.Panic;
import giantless.lock.Priority;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/**
 * What the tests of the native runtime share: a machine on virtual time, threads, and a way to wait
 * until a thread stands in a queue, which needs no sleeping.
 */
abstract class NativeTestBase {
  final VirtualClock clock = new VirtualClock();
  final NativeRuntime rt = NativeRuntime.virtual(clock, null, 2, 1);

  /** Every thread has returned, or the test is wrong. */
  @AfterEach
  void shutdown() {
    rt.shutdown();
  }

  KThread spawn(String name, int priority, Runnable body) {
    return rt.spawn(name, priority, 0, body);
  }

  KThread spawn(String name, Runnable body) {
    return spawn(name, Priority.KTHREAD, body);
  }

  /** Starts a thread and returns when it is blocked in a queue. */
  KThread blocked(String name, int priority, Runnable body) {
    KThread t = spawn(name, priority, body);
    awaitBlocked(t);
    return t;
  }

  KThread blocked(String name, Runnable body) {
    return blocked(name, Priority.KTHREAD, body);
  }

  void awaitBlocked(KThread t) {
    while (!rt.isBlocked(t)) {
      if (((NativeThread) t).returned) {
        throw new AssertionError(t.name() + " returned and should have blocked");
      }
      Thread.yield();
    }
  }

  static void joinAll(KThread... threads) {
    for (KThread t : threads) {
      t.join();
    }
  }

  static void assertPanic(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(Panic.class).hasMessage(message);
  }

  /** Runs the body in another thread, and returns what it threw. */
  Panic panicIn(String name, Runnable body) {
    Panic[] got = new Panic[1];
    KThread t =
        spawn(
            name,
            () -> {
              try {
                body.run();
              } catch (Panic p) {
                got[0] = p;
              }
            });
    t.join();
    assertThat(got[0]).as("panic of " + name).isNotNull();
    return got[0];
  }

  /** Writes down what it is told. */
  static class Recorder implements LockWatch {
    final List<String> events = new ArrayList<>();

    synchronized void add(String s) {
      events.add(s);
    }

    synchronized List<String> take() {
      List<String> all = List.copyOf(events);
      events.clear();
      return all;
    }

    @Override
    public void beforeAcquire(KThread thread, LockObject lock, LockMode mode) {
      add("before " + lock.lockClass() + " " + mode);
    }

    @Override
    public void acquired(
        KThread thread, LockObject lock, LockMode mode, boolean tried, long waitedNanos) {
      String how = tried ? " tried" : waitedNanos > 0 ? " waited" : "";
      add("acquired " + lock.lockClass() + " " + mode + how);
    }

    @Override
    public void gaveUp(KThread thread, LockObject lock, LockMode mode, long waitedNanos) {
      add("gave up " + lock.lockClass() + " " + mode);
    }

    @Override
    public void released(KThread thread, LockObject lock, LockMode mode) {
      add("released " + lock.lockClass() + " " + mode);
    }

    @Override
    public void modeChanged(KThread thread, LockObject lock, LockMode newMode) {
      add("mode " + lock.lockClass() + " " + newMode);
    }

    @Override
    public void beforeSleep(KThread thread, LockObject interlock, String what) {
      add("sleep " + what + (interlock == null ? "" : " with " + interlock.lockClass()));
    }

    @Override
    public void mustHoldNothing(KThread thread, String where) {
      add("nothing at " + where);
    }

    @Override
    public void destroyed(KThread thread, LockObject lock) {
      add("destroyed " + lock.lockClass());
    }
  }
}
