package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail: a queue whose lock is not held between the test whether a task is
 * pending and its removal, so that the thread of the queue and who cancels both have it. The right
 * queue is in {@code TaskQueue_01_RunOrCancelled}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=TaskQueue_TestedThenTaken}
 */
@JCStressTest
@Outcome(
    id = {"1, 0", "0, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "it ran, or was taken back")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "it ran and was taken back")
@State
public class TaskQueue_TestedThenTaken {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt pending = Machine.RT.atomicInt(1);

  private int take() {
    int n = pending.get();
    if (n > 0) {
      came.fetchAdd(1);
      Machine.window(came, 2);
      pending.set(0);
    }
    return n;
  }

  @Actor
  public void thread(II_Result r) {
    r.r1 = take();
  }

  @Actor
  public void canceller(II_Result r) {
    r.r2 = take();
  }
}
