package giantless.stress.jcstress.stack;

import giantless.stack.net.EtherIf;
import giantless.stack.net.Iff;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * if_flags: changes are made under the address lock, so none is lost; who reads without it sees its
 * own change at once, and the other one sooner or later.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Ifnet_01_FlagsKeepEachOther}
 */
@JCStressTest
@Outcome(
    id = "7",
    expect = Expect.ACCEPTABLE,
    desc = "both changes are there, and each was seen by its maker")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "a change was lost")
@State
public class Ifnet_01_FlagsKeepEachOther {
  private static final byte[] LLADDR = EtherIf.localAddress(1);

  private final EtherIf ifp = TestHost.ether(LLADDR);
  private boolean upSeen;
  private boolean promiscSeen;

  @Actor
  public void up() {
    ifp.changeFlags(Iff.IFF_UP, 0);
    upSeen = ifp.has(Iff.IFF_UP);
  }

  @Actor
  public void promisc() {
    ifp.changeFlags(Iff.IFF_PROMISC, 0);
    promiscSeen = ifp.has(Iff.IFF_PROMISC);
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 =
        (ifp.has(Iff.IFF_UP) ? 1 : 0)
            + (ifp.has(Iff.IFF_PROMISC) ? 2 : 0)
            + (upSeen && promiscSeen ? 4 : 0);
  }
}
