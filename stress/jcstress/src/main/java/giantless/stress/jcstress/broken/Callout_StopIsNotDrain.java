package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.lock.Callout;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The twin that must fail (D-30): the object is freed after callout_stop(9) of an unbound callout,
 * which does not wait for a handler that softclock has taken already.
 *
 * <p>Its right program is {@code Callout_04_DrainWaitsForRunningHandler}. The owner stops while the
 * handler is known to run, and the handler is a long one, so that the window is always open and no
 * luck is needed.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Callout_StopIsNotDrain}
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the handler had ended before")
@Outcome(
    id = ".*",
    expect = Expect.FORBIDDEN,
    desc = "the handler used the object after it was freed")
@State
public class Callout_StopIsNotDrain {
  private final AtomicInt freed = Machine.RT.atomicInt(0);
  private final AtomicInt late = Machine.RT.atomicInt(0);
  private final AtomicInt ran = Machine.RT.atomicInt(0);
  private final Callout callout = Callout.mpsafe(Machine.RT.callouts());

  private void handler() {
    ran.set(1);
    for (int use = 0; use < Machine.LONG && late.get() == 0; use++) {
      late.set(freed.get());
    }
  }

  @Actor
  public void stopper() {
    callout.reset(0, this::handler);
    while (ran.get() == 0) {
      Thread.onSpinWait();
    }
    callout.stop();
    freed.set(1);
  }

  @Arbiter
  public void result(II_Result r) {
    callout.drain();
    r.r1 = ran.get();
    r.r2 = late.get();
  }
}
