package giantless.stress.jcstress.lock;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The condition is tested, and the signal sent, under one mutex: the waiter always comes out. A
 * lost signal would hang the test, which jcstress reports as an error.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Cv_01_SignalIsNotLost}
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the waiter saw the condition")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the waiter came out without the condition")
@State
public class Cv_01_SignalIsNotLost {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final CondVar cv = Machine.RT.cv("cv01");
  private boolean ready;
  private int value;

  @Actor
  public void waiter(I_Result r) {
    mtx.lock();
    while (!ready) {
      cv.await(mtx);
    }
    r.r1 = value;
    mtx.unlock();
  }

  @Actor
  public void signaller() {
    mtx.lock();
    value = 1;
    ready = true;
    cv.signal();
    mtx.unlock();
  }
}
