package giantless.stress.jcstress.lock;

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
 * A signal against the hand-over of the lock to who waits for it: sx_xlock_sig(9) comes back with
 * the lock or without, and the lock is free in the end. A hand-over to one who has left, or one
 * that is forgotten, would keep it for ever.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Sx_07_SignalAgainstHandOver}
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the lock came first")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the signal came first")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the lock went to a thread that has left")
@State
public class Sx_07_SignalAgainstHandOver {
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
    QUEUE.enqueue(signal);
    waiting.set(1);
    if (sx.xlockSig() == WaitResult.WOKEN) {
      sections++;
      sx.xunlock();
    }
    QUEUE.drain(signal);
    me.clearInterrupt(); // For what this thread does next.
  }

  @Arbiter
  public void result(II_Result r) {
    r.r2 = sx.tryXlock() ? 1 : 0;
    r.r1 = sections;
  }
}
