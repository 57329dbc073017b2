package giantless.stress.jcstress.lock;

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
 * A task that is enqueued either runs or is taken back by taskqueue_cancel(9): not both, and not
 * neither.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=TaskQueue_01_RunOrCancelled}
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it ran")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "it was taken back")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "it ran and was taken back, or was lost")
@State
public class TaskQueue_01_RunOrCancelled {
  private static final TaskQueue QUEUE = new TaskQueue(Machine.RT, "stress taskq", Priority.SWI_TQ);

  private final AtomicInt ran = Machine.RT.atomicInt(0);
  private final TaskQueue.Task task = new TaskQueue.Task(ran::fetchAdd);

  @Actor
  public void enqueuer() {
    QUEUE.enqueue(task);
  }

  @Actor
  public void canceller(II_Result r) {
    r.r2 = QUEUE.cancel(task);
  }

  @Arbiter
  public void result(II_Result r) {
    QUEUE.drain(task);
    r.r1 = ran.get();
  }
}
