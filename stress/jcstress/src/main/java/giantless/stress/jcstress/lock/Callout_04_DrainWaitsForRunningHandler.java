package giantless.stress.jcstress.lock;

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
 * callout_drain(9) waits for a handler that runs: the owner drains while it is known to run, and
 * the handler is a long one, which uses the object to its end.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Callout_04_DrainWaitsForRunningHandler}
 */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "drain waited for the end of the handler")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the handler used the object after drain")
@State
public class Callout_04_DrainWaitsForRunningHandler {
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
  public void drainer() {
    callout.reset(0, this::handler);
    while (ran.get() == 0) {
      Thread.onSpinWait();
    }
    callout.drain();
    freed.set(1);
  }

  @Arbiter
  public void result(II_Result r) {
    callout.drain();
    r.r1 = ran.get();
    r.r2 = late.get();
  }
}
