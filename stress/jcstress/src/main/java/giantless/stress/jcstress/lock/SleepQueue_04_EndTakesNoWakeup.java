package giantless.stress.jcstress.lock;

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
 * wakeup_one(9) against the end of a timed sleep: it goes to a sleeper that hears it. Whoever is
 * woken though it is not for him passes it on, and who reports that his time was over has not taken
 * it: the sleeper whose condition is true never sleeps on.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SleepQueue_04_EndTakesNoWakeup}
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the sleeper was woken, or came too late")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "the sleeper slept on with its condition true")
@State
public class SleepQueue_04_EndTakesNoWakeup {
  /** In nanoseconds: about as long as it takes the waker to come. */
  private static final long SHORT = 5_000;

  /** In nanoseconds: no sleep takes so long unless its wakeup was lost. */
  private static final long END = 2_000_000_000L;

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
    return Machine.RT.sleepQueue().sleep(this, mtx, "slpq04", false, nanos, false);
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
    if (!ready && sleep(SHORT) == WaitResult.WOKEN) {
      Machine.RT.sleepQueue().wakeupOne(this);
    }
    mtx.unlock();
  }

  @Arbiter
  public void result() {
    QUEUE.drain(waker);
  }
}
