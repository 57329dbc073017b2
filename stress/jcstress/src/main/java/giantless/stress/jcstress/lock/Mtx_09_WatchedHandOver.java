package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads come again and again: each waiter is woken in its turn, and no hand-over is lost or
 * given to two.
 *
 * <p>Under Witness, where a mutex takes the way that tells the watch: {@code Mtx_04_HandOver} takes
 * the short one.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_09_WatchedHandOver}
 */
@JCStressTest
@Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "all sections ran, one after the other")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "an update was lost")
@State
public class Mtx_09_WatchedHandOver {
  private final Mtx mtx = Machine.WATCHED.mtx(Machine.LEAF);
  private int counter;

  private void threeTimes() {
    for (int i = 0; i < 3; i++) {
      mtx.lock();
      counter++;
      mtx.unlock();
    }
  }

  @Actor
  public void first() {
    threeTimes();
  }

  @Actor
  public void second() {
    threeTimes();
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = counter;
  }
}
