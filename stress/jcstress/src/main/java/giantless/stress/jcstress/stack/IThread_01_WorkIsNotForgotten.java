package giantless.stress.jcstress.stack;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.Priority;
import giantless.stack.kern.IThread;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * it_need: work is queued first and the thread scheduled then, the thread clears the word before it
 * looks for work. No work is left behind while the thread sleeps.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=IThread_01_WorkIsNotForgotten}
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both pieces of work were done")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "work was left in the queue")
@State
public class IThread_01_WorkIsNotForgotten {
  /** Yields before a wait is given up: some seconds, where the thread needs microseconds. */
  private static final int PATIENCE = 10_000_000;

  private static final AtomicRef<Work> QUEUE = Machine.RT.atomicRef(null);
  private static final IThread SWI =
      TestHost.HOST
          .kernel()
          .ithread("swi:stress", Priority.SWI_NET, 1, true, IThread_01_WorkIsNotForgotten::handler);

  /** Once work was forgotten, the thread may never wake again: nobody else waits for it. */
  private static volatile boolean forgotten;

  private static final class Work {
    final AtomicInt done;
    Work next;

    Work(AtomicInt done) {
      this.done = done;
    }
  }

  private final AtomicInt done = Machine.RT.atomicInt(0);

  private static void handler() {
    for (Work w = QUEUE.swap(null); w != null; w = w.next) {
      w.done.fetchAdd(1);
    }
  }

  private void queue() {
    Work work = new Work(done);
    do {
      work.next = QUEUE.get();
    } while (!QUEUE.compareAndSet(work.next, work));
    SWI.schedule();
  }

  @Actor
  public void first() {
    queue();
  }

  @Actor
  public void second() {
    queue();
  }

  @Arbiter
  public void result(I_Result r) {
    for (int i = 0; i < PATIENCE && done.get() < 2 && !forgotten; i++) {
      Machine.RT.yieldCpu();
    }
    r.r1 = done.get();
    forgotten |= r.r1 < 2;
  }
}
