package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The twin that must fail: two threads change so_state without the socket lock, each by a read and
 * a store. The right program is {@code SoState_03_WritersKeepEachOther}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=SoState_ChangedWithoutLock}
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both are there in the end")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "one was lost")
@State
public class SoState_ChangedWithoutLock {
  private static final int CONNECTING = 4;
  private static final int NBIO = 0x100;

  private final AtomicInt came = Machine.RT.atomicInt(0);
  private final AtomicInt soState = Machine.RT.atomicInt(0);

  private void change(int bit) {
    int state = soState.get();
    came.fetchAdd(1);
    Machine.window(came, 2);
    soState.set(state | bit);
  }

  @Actor
  public void fcntl() {
    change(NBIO);
  }

  @Actor
  public void protocol() {
    change(CONNECTING);
  }

  @Arbiter
  public void look(ZZ_Result r) {
    r.r1 = (soState.get() & NBIO) != 0;
    r.r2 = (soState.get() & CONNECTING) != 0;
  }
}
