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
 * taskqueue_drain(9) returns only when the task, which was enqueued before, has run: what it uses
 * may be freed.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=TaskQueue_02_DrainWaits}
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "2, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "it ran for both, once or twice, and not after drain")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "it was lost, or ran after drain had returned")
@State
public class TaskQueue_02_DrainWaits {
  private static final TaskQueue QUEUE = new TaskQueue(Machine.RT, "stress taskq", Priority.SWI_TQ);

  private final AtomicInt enqueued = Machine.RT.atomicInt(0);
  private final AtomicInt freed = Machine.RT.atomicInt(0);
  private final AtomicInt late = Machine.RT.atomicInt(0);
  private final AtomicInt ran = Machine.RT.atomicInt(0);
  private final TaskQueue.Task task = new TaskQueue.Task(pending -> run());

  private void run() {
    ran.fetchAdd(1);
    late.fetchAdd(freed.get());
  }

  @Actor
  public void drainer() {
    QUEUE.enqueue(task);
    while (enqueued.get() == 0) {
      Machine.RT.yieldCpu();
    }
    QUEUE.drain(task);
    freed.set(1);
  }

  @Actor
  public void enqueuer() {
    QUEUE.enqueue(task);
    enqueued.set(1);
  }

  @Arbiter
  public void result(II_Result r) {
    QUEUE.drain(task);
    r.r1 = ran.get();
    r.r2 = late.get();
  }
}
