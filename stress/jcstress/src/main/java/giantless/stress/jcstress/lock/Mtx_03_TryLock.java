package giantless.stress.jcstress.lock;

import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A try-lock excludes and publishes as a lock does, and fails only while another owns the mutex.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Mtx_03_TryLock}
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the second came while the first owned it")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the first failed")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the second failed")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both owned it, or both failed")
@State
public class Mtx_03_TryLock {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private int counter;

  private int enter() {
    if (!mtx.tryLock()) {
      return 0;
    }
    int seen = ++counter;
    mtx.unlock();
    return seen;
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = enter();
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = enter();
  }
}
