package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Mtx;
import giantless.lock.WaitResult;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The twin that must fail: the condition is tested without the interlock and not again before the
 * sleep, so the wakeup comes in between and nobody is there to hear it. The sleep has an end here,
 * or the test would have none. The right program is {@code SleepQueue_01_WakeupIsNotLost}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sleep_TestedWithoutLock}
 */
@JCStressTest
@Outcome(
    id = "true",
    expect = Expect.ACCEPTABLE,
    desc = "there was nothing to wait for, or the wakeup was heard")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the thread slept on with its condition true")
@State
public class Sleep_TestedWithoutLock {
  /** In nanoseconds: long against the window, short against the test. */
  private static final long END = 20_000;

  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private volatile boolean ready;

  @Actor
  public void sleeper(Z_Result r) {
    r.r1 = true;
    if (!ready) {
      came.fetchAdd(1);
      Machine.window(came, 2);
      mtx.lock();
      WaitResult woken = Machine.RT.sleepQueue().sleep(this, mtx, "twin", false, END, false);
      r.r1 = woken != WaitResult.TIMED_OUT || !ready;
      mtx.unlock();
    }
  }

  @Actor
  public void waker() {
    Machine.window(came, 1);
    mtx.lock();
    ready = true;
    mtx.unlock();
    Machine.RT.sleepQueue().wakeup(this);
    came.fetchAdd(1);
  }
}
