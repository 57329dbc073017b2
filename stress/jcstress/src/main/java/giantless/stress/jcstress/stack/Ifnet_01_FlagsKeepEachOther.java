package giantless.stress.jcstress.stack;

import giantless.stack.net.EtherIf;
import giantless.stack.net.Iff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * if_flags: changes are made under the address lock, so none is lost; who reads without it sees its
 * own change at once, and the other one sooner or later.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_01_FlagsKeepEachOther}
 */
@JCStressTest
@Outcome(
    id = "true, true, 2",
    expect = Expect.ACCEPTABLE,
    desc = "all changes are there, each seen by its maker")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a change was lost")
@State
public class Ifnet_01_FlagsKeepEachOther {
  private static final byte[] LLADDR = EtherIf.localAddress(1);

  private static final int TIMES = 50;

  private final EtherIf ifp = TestHost.ether(LLADDR);

  /** Sets and clears a flag that nobody else changes; whether each change was there after it. */
  private boolean flip(int flag) {
    boolean kept = true;
    for (int i = 0; i < TIMES; i++) {
      ifp.changeFlags(flag, 0);
      kept &= ifp.has(flag);
      ifp.changeFlags(0, flag);
      kept &= !ifp.has(flag);
    }
    ifp.changeFlags(flag, 0);
    return kept;
  }

  @Actor
  public void up(ZZI_Result r) {
    r.r1 = flip(Iff.IFF_UP);
  }

  @Actor
  public void promisc(ZZI_Result r) {
    r.r2 = flip(Iff.IFF_PROMISC);
  }

  @Arbiter
  public void result(ZZI_Result r) {
    r.r3 = (ifp.has(Iff.IFF_UP) ? 1 : 0) + (ifp.has(Iff.IFF_PROMISC) ? 1 : 0);
  }
}
