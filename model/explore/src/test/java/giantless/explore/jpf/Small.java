package giantless.explore.jpf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.AtomicInt;
import giantless.lock.CondVar;
import giantless.lock.LockClass;
import giantless.lock.LockRuntime;
import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;

/** Small programs on the shared primitives, wrong ones and right ones, for both engines. */
final class Small {
  private Small() {}

  @Scenario(value = "A reversal under a gate lock", fails = FailureKind.ORDER_REVERSAL)
  static final class GatedReversal {
    private final Mtx gate;
    private final Mtx snd;
    private final Mtx rcv;

    GatedReversal(Setup setup) {
      LockRuntime rt = setup.runtime();
      gate = rt.mtx(Locks.UDP);
      snd = rt.mtx(Locks.SO_SND);
      rcv = rt.mtx(Locks.SO_RCV);
    }

    private void both(Mtx a, Mtx b) {
      gate.lock();
      a.lock();
      b.lock();
      b.unlock();
      a.unlock();
      gate.unlock();
    }

    @Actor
    void forth() {
      both(snd, rcv);
    }

    @Actor
    void back() {
      both(rcv, snd);
    }
  }

  @Scenario(
      value = "A reversal whose halves lie on different paths, and no path has both",
      fails = FailureKind.ORDER_REVERSAL)
  static final class ReversalOverPaths {
    private static final LockClass ONE =
        LockClass.mtx("one").protects("a test").source("a test").build();
    private static final LockClass OTHER =
        LockClass.mtx("other").protects("a test").source("a test").build();

    private final Setup setup;
    private final Mtx one;
    private final Mtx other;

    ReversalOverPaths(Setup setup) {
      this.setup = setup;
      one = setup.runtime().mtx(ONE);
      other = setup.runtime().mtx(OTHER);
    }

    @Actor
    void either() {
      boolean back = setup.choose(2, "back") == 1;
      Mtx first = back ? other : one;
      Mtx second = back ? one : other;
      first.lock();
      second.lock();
      second.unlock();
      first.unlock();
    }

    @Actor
    void locks() {
      one.lock();
      one.unlock();
    }
  }

  @Scenario(value = "The signal comes before the wait", fails = FailureKind.LOST_WAKEUP)
  static final class LostWakeup {
    private final Mtx mtx;
    private final CondVar cv;

    LostWakeup(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
      cv = setup.runtime().cv("data");
    }

    @Actor
    void waits() {
      mtx.lock();
      cv.await(mtx);
      mtx.unlock();
    }

    @Actor
    void signals() {
      mtx.lock();
      cv.signal();
      mtx.unlock();
    }
  }

  @Scenario("The wait looks whether there is something to wait for")
  static final class KeptWakeup {
    private final Mtx mtx;
    private final CondVar cv;
    private boolean ready;

    KeptWakeup(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
      cv = setup.runtime().cv("data");
    }

    @Actor
    void first() {
      waitForIt();
    }

    @Actor
    void second() {
      waitForIt();
    }

    private void waitForIt() {
      mtx.lock();
      while (!ready) {
        cv.await(mtx);
      }
      mtx.unlock();
    }

    @Actor
    void signals() {
      mtx.lock();
      ready = true;
      cv.broadcast();
      mtx.unlock();
    }
  }

  @Scenario(value = "Two read and then write a counter", fails = FailureKind.ASSERTION)
  static final class LostUpdate {
    private final AtomicInt count;

    LostUpdate(Setup setup) {
      count = setup.runtime().atomicInt(0);
    }

    @Actor
    void one() {
      count.set(count.get() + 1);
    }

    @Actor
    void two() {
      count.set(count.get() + 1);
    }

    @Invariant
    boolean both_count() {
      return count.get() == 2;
    }
  }

  @Scenario("Two add to a counter")
  static final class KeptUpdate {
    private final AtomicInt count;

    KeptUpdate(Setup setup) {
      count = setup.runtime().atomicInt(0);
    }

    @Actor
    void one() {
      count.fetchAdd(1);
    }

    @Actor
    void two() {
      count.fetchAdd(1);
    }

    @Invariant
    boolean both_count() {
      return count.get() == 2;
    }
  }

  @Scenario(value = "An attempt finds the lock taken", fails = FailureKind.ASSERTION)
  static final class FailedTry {
    private final Mtx mtx;

    FailedTry(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void locks() {
      mtx.lock();
      mtx.unlock();
    }

    @Actor
    void tries() {
      if (!mtx.tryLock()) {
        throw new AssertionError("taken");
      }
      mtx.unlock();
    }
  }

  /** Who sees the store before the release destroys the lock too early. */
  @Scenario(value = "A lock is destroyed while its holder lets go of it", fails = FailureKind.PANIC)
  static final class DestroyedWhileHeld {
    private final Mtx mtx;
    private final AtomicInt done;

    DestroyedWhileHeld(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
      done = setup.runtime().atomicInt(0);
    }

    @Actor
    void holds() {
      mtx.lock();
      done.set(1);
      mtx.unlock();
    }

    @Actor
    void destroys() {
      if (done.get() == 1) {
        mtx.destroy();
      }
    }
  }

  /** As it should be: the store comes after the release. */
  @Scenario("A lock is destroyed when its holder has let go of it")
  static final class DestroyedAfterRelease {
    private final Mtx mtx;
    private final AtomicInt done;

    DestroyedAfterRelease(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
      done = setup.runtime().atomicInt(0);
    }

    @Actor
    void holds() {
      mtx.lock();
      mtx.unlock();
      done.set(1);
    }

    @Actor
    void destroys() {
      if (done.get() == 1) {
        mtx.destroy();
      }
    }
  }

  @Scenario(value = "A sleep with a time limit and a mutex of another", fails = FailureKind.WITNESS)
  static final class SleepsWithMutex {
    private final LockRuntime rt;
    private final Mtx snd;
    private final Mtx rcv;

    SleepsWithMutex(Setup setup) {
      rt = setup.runtime();
      snd = rt.mtx(Locks.SO_SND);
      rcv = rt.mtx(Locks.SO_RCV);
    }

    @Actor
    void sleeps() {
      snd.lock();
      rcv.lock();
      rt.sleepQueue().sleep(this, rcv, "wait", false, 1000, false);
      rcv.unlock();
      snd.unlock();
    }

    @Actor
    void locks() {
      rcv.lock();
      rcv.unlock();
    }
  }

  @Scenario("A sleep with a time limit ends by it or by the wakeup")
  static final class TimedSleep {
    private final LockRuntime rt;
    private final Mtx rcv;
    private WaitResult how;

    TimedSleep(Setup setup) {
      rt = setup.runtime();
      rcv = rt.mtx(Locks.SO_RCV);
    }

    @Actor
    void sleeps() {
      rcv.lock();
      how = rt.sleepQueue().sleep(rcv, rcv, "wait", false, 1000, false);
      rcv.unlock();
    }

    @Actor
    void wakes() {
      rcv.lock();
      rt.sleepQueue().wakeup(rcv);
      rcv.unlock();
    }

    @Invariant
    boolean it_ended() {
      return how == WaitResult.WOKEN || how == WaitResult.TIMED_OUT;
    }
  }

  @Scenario("Two locks in the declared order")
  static final class TwoLocks {
    private final Mtx snd;
    private final Mtx rcv;

    TwoLocks(Setup setup) {
      snd = setup.runtime().mtx(Locks.SO_SND);
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void both() {
      snd.lock();
      rcv.lock();
      rcv.unlock();
      snd.unlock();
    }

    @Actor
    void one() {
      rcv.lock();
      rcv.unlock();
    }
  }

  @Scenario("A lock, and more memory than a small JVM has to spare")
  static final class Ballast {
    private final byte[] ballast = new byte[44 << 20];
    private final Mtx mtx;
    private int sum;

    Ballast(Setup setup) {
      mtx = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void one() {
      mtx.lock();
      sum += ballast[0];
      mtx.unlock();
    }

    @Actor
    void two() {
      mtx.lock();
      sum += ballast[1];
      mtx.unlock();
    }

    @Invariant
    boolean there_was_nothing() {
      return sum == 0;
    }
  }

  @Scenario(
      value = "A deadlock or an attempt that fails, whichever comes first",
      fails = {FailureKind.DEADLOCK, FailureKind.ASSERTION})
  static final class TwoWaysToFail {
    private final Mtx one;
    private final Mtx other;

    TwoWaysToFail(Setup setup) {
      one = setup.runtime().mtx(Locks.SO_SND);
      other = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void locks() {
      one.lock();
      other.lock();
      other.unlock();
      one.unlock();
    }

    @Actor
    void tries() {
      if (!other.tryLock()) {
        throw new AssertionError("taken");
      }
      one.lock();
      one.unlock();
      other.unlock();
    }
  }

  @Scenario(value = "Two add to a field", fails = FailureKind.RACE)
  static final class Racing {
    private int count;

    @Actor
    void one() {
      count++;
    }

    @Actor
    void two() {
      count++;
    }

    @Invariant
    boolean both_count() {
      return count == 2;
    }
  }

  @Scenario("A method that Java PathFinder on 17 has not, by a program that catches all")
  static final class GoesOnWithout {
    private final Mtx rcv;

    GoesOnWithout(Setup setup) {
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void tries() {
      rcv.lock();
      try {
        Throwable[] unused = new IllegalStateException().getSuppressed();
      } catch (Throwable e) {
        // As a program that has no other way would.
      }
      rcv.unlock();
    }

    @Actor
    void locks() {
      rcv.lock();
      rcv.unlock();
    }
  }

  /** What Java PathFinder on 17 ends a path at, without a word. */
  record Point(int x, int y) {}

  @Scenario("A record's generated equality")
  static final class SilentCut {
    private final Mtx rcv;

    SilentCut(Setup setup) {
      rcv = setup.runtime().mtx(Locks.SO_RCV);
    }

    @Actor
    void compares() {
      rcv.lock();
      boolean same = new Point(1, 2).equals(new Point(1, 2));
      rcv.unlock();
      if (!same) {
        throw new AssertionError("differ");
      }
    }

    @Actor
    void locks() {
      rcv.lock();
      rcv.unlock();
    }
  }
}
