package giantless.stress.jcstress.lock;

import giantless.lock.CondVar;
import giantless.lock.Giant;
import giantless.lock.LockRuntime;
import giantless.lock.Mtx;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A thread that sleeps drops Giant with its whole depth, so the waker can take it; a sleep that
 * kept Giant would hang the test.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Giant_01_DroppedOverSleep}
 */
@JCStressTest
@Outcome(
    id = "2, 1",
    expect = Expect.ACCEPTABLE,
    desc = "picked up to the same depth after the sleep")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Giant was not picked up to the same depth")
@State
public class Giant_01_DroppedOverSleep {
  private final LockRuntime rt = Machine.newRuntime();
  private final Giant giant = rt.giant();
  private final Mtx mtx = rt.mtx(Machine.LEAF);
  private final CondVar cv = rt.cv("giant01");
  private boolean ready;

  @Actor
  public void sleeper(II_Result r) {
    giant.lock();
    giant.lock();
    mtx.lock();
    while (!ready) {
      cv.await(mtx);
    }
    mtx.unlock();
    r.r1 = giant.drop();
  }

  @Actor
  public void waker(II_Result r) {
    giant.lock();
    mtx.lock();
    ready = true;
    cv.signal();
    mtx.unlock();
    giant.unlock();
    r.r2 = 1;
  }
}
