package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * sleep(9): the interlock is held over the test and the sleep, so a wakeup between them cannot be
 * lost.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SleepQueue_01_WakeupIsNotLost}
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the sleeper saw the condition")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the sleeper came out without the condition")
@State
public class SleepQueue_01_WakeupIsNotLost {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private boolean ready;
  private int value;

  @Actor
  public void sleeper(I_Result r) {
    mtx.lock();
    while (!ready) {
      Machine.RT.sleepQueue().sleep(this, mtx, "slpq01");
    }
    r.r1 = value;
    mtx.unlock();
  }

  @Actor
  public void waker() {
    mtx.lock();
    value = 1;
    ready = true;
    mtx.unlock();
    Machine.RT.sleepQueue().wakeup(this);
  }
}
