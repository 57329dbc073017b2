package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Each call of wakeup_one(9) lets the consumer take one unit; none is lost.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SleepQueue_02_WakeupOneEach}
 */
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both units were taken")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a unit was taken twice or lost")
@State
public class SleepQueue_02_WakeupOneEach {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private int units;
  private int taken;

  @Actor
  public void consumer() {
    mtx.lock();
    while (taken < 2) {
      while (units == 0) {
        Machine.RT.sleepQueue().sleep(this, mtx, "slpq02");
      }
      units--;
      taken++;
    }
    mtx.unlock();
  }

  @Actor
  public void producer() {
    for (int i = 0; i < 2; i++) {
      mtx.lock();
      units++;
      Machine.RT.sleepQueue().wakeupOne(this);
      mtx.unlock();
    }
  }

  @Arbiter
  public void result(II_Result r) {
    r.r1 = taken;
    r.r2 = units;
  }
}
