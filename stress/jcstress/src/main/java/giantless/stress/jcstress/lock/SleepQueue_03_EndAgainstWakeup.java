package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.lock.WaitResult;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The end of a timed sleep against a wakeup: one of them ends it. Who was woken finds what the
 * waker has done, and nothing is left of either for the thread's next sleep.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SleepQueue_03_EndAgainstWakeup}
 */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "woken")
@Outcome(
    id = {"0, 0, 0", "0, 1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "its time was over, before the waker came or before the mutex was had again")
@Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "there was nothing to wait for")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "woken by nobody, or the next sleep ended early")
@State
public class SleepQueue_03_EndAgainstWakeup {
  /** In nanoseconds: about as long as it takes the waker to come. */
  private static final long END = 3_000;

  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final Object nobody = new Object();
  private boolean ready;

  private int sleep(Object channel) {
    return Machine.RT.sleepQueue().sleep(channel, mtx, "slpq03", false, END, false)
            == WaitResult.WOKEN
        ? 1
        : 0;
  }

  @Actor
  public void sleeper(III_Result r) {
    mtx.lock();
    r.r1 = ready ? 2 : sleep(this);
    r.r2 = ready ? 1 : 0;
    r.r3 = sleep(nobody);
    mtx.unlock();
  }

  @Actor
  public void waker() {
    mtx.lock();
    ready = true;
    Machine.RT.sleepQueue().wakeup(this);
    mtx.unlock();
  }
}
