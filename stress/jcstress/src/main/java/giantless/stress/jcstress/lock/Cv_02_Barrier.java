package giantless.stress.jcstress.lock;

import giantless.lock.CondVar;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads meet at a barrier twice: the last to arrive broadcasts, and neither is left behind.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Cv_02_Barrier}
 */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both passed both rounds")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a thread passed too early")
@State
public class Cv_02_Barrier {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final CondVar cv = Machine.RT.cv("cv02");
  private int arrived;
  private int round;

  private int pass() {
    mtx.lock();
    for (int i = 0; i < 2; i++) {
      int mine = round;
      if (++arrived == 2) {
        arrived = 0;
        round++;
        cv.broadcast();
      }
      while (round == mine) {
        cv.await(mtx);
      }
    }
    int seen = round;
    mtx.unlock();
    return seen;
  }

  @Actor
  public void first(II_Result r) {
    r.r1 = pass();
  }

  @Actor
  public void second(II_Result r) {
    r.r2 = pass();
  }
}
