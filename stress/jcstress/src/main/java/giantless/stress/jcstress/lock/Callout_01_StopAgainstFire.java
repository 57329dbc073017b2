package giantless.stress.jcstress.lock;

import giantless.lock.Callout;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * callout_init_mtx(9): stop is called with the mutex held, so its answer is exact: either it won
 * and the handler never runs, or the handler ran before.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Callout_01_StopAgainstFire}
 */
@JCStressTest
@Outcome(id = "true, 0", expect = Expect.ACCEPTABLE, desc = "stop won, the handler did not run")
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "the handler ran first")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "stop won and the handler ran, or neither")
@State
public class Callout_01_StopAgainstFire {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final Callout callout = Callout.withMtx(Machine.RT.callouts(), mtx);
  private int fired;

  public Callout_01_StopAgainstFire() {
    mtx.lock();
    callout.reset(0, () -> fired++);
    mtx.unlock();
  }

  @Actor
  public void stopper(ZI_Result r) {
    mtx.lock();
    r.r1 = callout.stop();
    mtx.unlock();
  }

  @Arbiter
  public void result(ZI_Result r) {
    callout.drain();
    mtx.lock();
    r.r2 = fired;
    mtx.unlock();
  }
}
