package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Priority;
import giantless.lock.TaskQueue;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail (D-59): what a task uses is freed after taskqueue_cancel(9), which does
 * not wait for a task that runs already.
 *
 * <p>Its right program is {@code TaskQueue_02_DrainWaits}. The owner cancels while the task is
 * known to run, and the task waits for that, so that no luck is needed.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=TaskQueue_CancelIsNotDrain}
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the task had ended before")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the task used what was freed")
@State
public class TaskQueue_CancelIsNotDrain {
  private static final TaskQueue QUEUE = new TaskQueue(Machine.RT, "stress taskq", Priority.SWI_TQ);

  private final AtomicInt freed = Machine.RT.atomicInt(0);
  private final AtomicInt late = Machine.RT.atomicInt(0);
  private final AtomicInt ran = Machine.RT.atomicInt(0);
  private final TaskQueue.Task task = new TaskQueue.Task(pending -> run());

  private void run() {
    ran.set(1);
    Machine.window(freed, 1);
    late.set(freed.get());
  }

  @Actor
  public void owner() {
    QUEUE.enqueue(task);
    while (ran.get() == 0) {
      Thread.onSpinWait();
    }
    QUEUE.cancel(task);
    freed.set(1);
  }

  @Arbiter
  public void result(II_Result r) {
    QUEUE.drain(task);
    r.r1 = ran.get();
    r.r2 = late.get();
  }
}
