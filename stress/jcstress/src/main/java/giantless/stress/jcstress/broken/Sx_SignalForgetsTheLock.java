package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.KThread;
import giantless.lock.Priority;
import giantless.lock.SxLock;
import giantless.lock.TaskQueue;
import giantless.lock.WaitResult;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: who was signalled takes it for granted that it did not get the lock,
 * though it was handed over before. The right program is {@code Sx_07_SignalAgainstHandOver}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sx_SignalForgetsTheLock}
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "the lock is free in the end")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the lock stays with a thread that has left")
@State
public class Sx_SignalForgetsTheLock {
  /** The signaller's thread, which is no actor: a test of three actors needs as many processors. */
  private static final TaskQueue QUEUE = new TaskQueue(Machine.RT, "signaller", Priority.SWI_TQ);

  private final SxLock sx = Machine.RT.sx(Machine.SX);
  private final AtomicInt waiting = Machine.RT.atomicInt(0);
  private volatile boolean owned;
  private int sections;

  @Actor
  public void owner() {
    sx.xlock();
    owned = true;
    while (waiting.get() == 0) {
      Machine.RT.yieldCpu();
    }
    sx.xunlock();
  }

  @Actor
  public void waiter() {
    while (!owned) {
      Machine.RT.yieldCpu();
    }
    KThread me = Machine.RT.curthread();
    me.clearInterrupt();
    TaskQueue.Task signal = new TaskQueue.Task(pending -> me.interrupt());
    waiting.set(1);
    WaitResult got = sx.xlockSig();
    QUEUE.enqueue(signal); // Late, so that no luck is needed.
    QUEUE.drain(signal);
    if (got == WaitResult.WOKEN && !me.isInterrupted()) {
      sections++;
      sx.xunlock();
    }
    me.clearInterrupt(); // For what this thread does next.
  }

  @Arbiter
  public void result(II_Result r) {
    r.r2 = sx.tryXlock() ? 1 : 0;
    r.r1 = sections;
  }
}
