package giantless.stress.jcstress.lock;

import giantless.lock.AtomicInt;
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
 * Two threads come again and again, and each keeps the mutex until the other has gone to sleep for
 * it: who is woken loses to the one who comes back at once, until it has lost so often that it is
 * handed the mutex. No hand-over is lost, and none gives the mutex to two.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_04_HandOver}
 */
@JCStressTest
@Outcome(id = "24", expect = Expect.ACCEPTABLE, desc = "all sections ran, one after the other")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "an update was lost")
@State
public class Mtx_04_HandOver {
  private static final int SECTIONS = 12;

  /** Yields that are longer than a waiter spins, and than one that was woken takes to come. */
  private static final int STAY = 20;

  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final AtomicInt finished = Machine.RT.atomicInt(0);
  private int counter;

  private void sections() {
    for (int i = 0; i < SECTIONS; i++) {
      mtx.lock();
      int seen = counter;
      for (int k = 0; k < STAY && finished.get() == 0; k++) {
        Machine.RT.yieldCpu();
      }
      counter = seen + 1;
      mtx.unlock();
    }
    finished.set(1);
  }

  @Actor
  public void first() {
    sections();
  }

  @Actor
  public void second() {
    sections();
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = counter;
  }
}
