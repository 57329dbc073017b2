package giantless.stress.jcstress.broken;

import giantless.lock.Mtx;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.lock.WaitResult;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The twin that must fail: a visitor whose sleep has an end takes the one wakeup and leaves with
 * it. The right program is {@code SleepQueue_04_EndTakesNoWakeup}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SleepQueue_WakeupTakenAlong}
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the sleeper was woken, or came too late")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "the sleeper slept on with its condition true")
@State
public class SleepQueue_WakeupTakenAlong {
  /** In nanoseconds: longer than it takes the waker to come. */
  private static final long SHORT = 50_000;

  /** In nanoseconds: long against the waker, short against the test. */
  private static final long END = 50_000;

  /** The waker's thread, which is no actor: a test of three actors needs as many processors. */
  private static final TaskQueue QUEUE = new TaskQueue(Machine.RT, "waker", Priority.SWI_TQ);

  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final TaskQueue.Task waker = new TaskQueue.Task(pending -> wake());
  private boolean ready;

  private void wake() {
    mtx.lock();
    ready = true;
    Machine.RT.sleepQueue().wakeupOne(this);
    mtx.unlock();
  }

  private WaitResult sleep(long nanos) {
    return Machine.RT.sleepQueue().sleep(this, mtx, "twin", false, nanos, false);
  }

  @Actor
  public void sleeper(Z_Result r) {
    r.r1 = true;
    mtx.lock();
    while (!ready) {
      r.r1 = sleep(END) != WaitResult.TIMED_OUT || !ready;
    }
    mtx.unlock();
  }

  @Actor
  public void visitor() {
    QUEUE.enqueue(waker);
    mtx.lock();
    if (!ready) {
      sleep(SHORT);
    }
    mtx.unlock();
  }

  @Arbiter
  public void result() {
    QUEUE.drain(waker);
  }
}
