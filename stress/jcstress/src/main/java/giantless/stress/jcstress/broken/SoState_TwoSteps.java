package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: the end of connecting and the begin of being connected are two stores.
 * The right program is {@code SoState_02_OneStepToConnected}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoState_TwoSteps}
 */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "connecting")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "connected")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both or neither")
@State
public class SoState_TwoSteps {
  private static final int CONNECTING = 4;
  private static final int CONNECTED = 2;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt soState = Machine.RT.atomicInt(CONNECTING);

  @Actor
  public void protocol() {
    soState.set(soState.get() & ~CONNECTING);
    came.fetchAdd(1);
    Machine.window(came, 2);
    soState.set(soState.get() | CONNECTED);
  }

  @Actor
  public void looker(ZZ_Result r) {
    Machine.window(came, 1);
    int state = soState.get();
    r.r1 = (state & CONNECTING) != 0;
    r.r2 = (state & CONNECTED) != 0;
    came.fetchAdd(1);
  }
}
