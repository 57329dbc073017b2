package giantless.stress.jcstress.broken;

import giantless.lock.AtomicInt;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The twin that must fail: if_flags changed without the address lock. The word is volatile, so
 * every reader sees it, but of two changes one is lost. The right program is {@code
 * Ifnet_01_FlagsKeepEachOther}.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_FlagsWithoutLock}
 */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "both changes are there")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a change was lost")
@State
public class Ifnet_FlagsWithoutLock {
  private final AtomicInt came = Machine.RT.atomicInt(0);
  private volatile int flags;

  private void changeFlags(int set, int clear) {
    int changed = flags & ~clear | set;
    came.fetchAdd(1);
    Machine.window(came, 2);
    flags = changed;
  }

  @Actor
  public void up() {
    changeFlags(1, 0);
  }

  @Actor
  public void promisc() {
    changeFlags(2, 0);
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = flags;
  }
}
