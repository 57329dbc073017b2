package giantless.stress.jcstress.lock;

import giantless.lock.AtomicInt;
import giantless.lock.AtomicRef;
import giantless.lock.KThread;
import giantless.lock.LockRuntime;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A permit given before the park lets the next park through: the flag is always seen.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Park_01_PermitIsNotLost}
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the parked thread came out")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "the parked thread came out without the flag")
@State
public class Park_01_PermitIsNotLost {
  private final AtomicRef<KThread> parked = Machine.RT.atomicRef(null);
  private final AtomicInt flag = Machine.RT.atomicInt(0);

  @Actor
  public void sleeper(I_Result r) {
    parked.set(Machine.RT.curthread());
    while (flag.get() == 0) {
      Machine.RT.park(LockRuntime.NEVER);
    }
    r.r1 = flag.get();
  }

  @Actor
  public void waker() {
    flag.set(1);
    KThread t = parked.get();
    if (t != null) {
      Machine.RT.unpark(t);
    }
  }
}
