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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reset under the mutex replaces what was scheduled: the second handler always runs, the first at
 * most once before.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Callout_03_ResetAgainstFire}
 */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "the new handler ran; the old one at most before")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the new handler was lost")
@State
public class Callout_03_ResetAgainstFire {
  private final Mtx mtx = Machine.RT.mtx(Machine.LEAF);
  private final Callout callout = Callout.withMtx(Machine.RT.callouts(), mtx);
  private int first;
  private int second;

  public Callout_03_ResetAgainstFire() {
    mtx.lock();
    callout.reset(0, () -> first++);
    mtx.unlock();
  }

  @Actor
  public void resetter() {
    mtx.lock();
    callout.reset(
        0,
        () -> {
          second++;
          Machine.RT.sleepQueue().wakeup(this);
        });
    while (second == 0) {
      Machine.RT.sleepQueue().sleep(this, mtx, "cal03");
    }
    mtx.unlock();
  }

  @Arbiter
  public void result(II_Result r) {
    callout.drain();
    mtx.lock();
    r.r1 = first;
    r.r2 = second;
    mtx.unlock();
  }
}
