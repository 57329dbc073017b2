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
 * callout_drain(9) returns only when the handler cannot run any more: the memory that it uses may
 * be freed.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Callout_02_DrainWaits}
 */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "no handler ran after drain")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a handler ran after drain had returned")
@State
public class Callout_02_DrainWaits {
  private final AtomicInt freed = Machine.RT.atomicInt(0);
  private final AtomicInt late = Machine.RT.atomicInt(0);
  private final AtomicInt ran = Machine.RT.atomicInt(0);
  private final Callout callout = Callout.mpsafe(Machine.RT.callouts());

  public Callout_02_DrainWaits() {
    callout.reset(
        0,
        () -> {
          ran.fetchAdd(1);
          late.fetchAdd(freed.get());
        });
  }

  @Actor
  public void drainer() {
    callout.drain();
    freed.set(1);
  }

  @Arbiter
  public void result(II_Result r) {
    r.r1 = ran.get();
    r.r2 = late.get();
  }
}
