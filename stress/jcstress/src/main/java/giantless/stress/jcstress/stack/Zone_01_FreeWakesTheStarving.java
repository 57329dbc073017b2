package giantless.stress.jcstress.stack;

import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stress.jcstress.Machine;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The word starving of a zone is read under a cache's lock and changed under the zone's. Who waits
 * for the only cluster gets it: it finds it in a cache, or the one who frees sees the word and
 * wakes.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Zone_01_FreeWakesTheStarving}
 */
@JCStressTest
@Outcome(id = "20, 20, 0", expect = Expect.ACCEPTABLE, desc = "each got the cluster each time")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "clusters were lost or doubled")
@State
public class Zone_01_FreeWakesTheStarving {
  private static final int TIMES = 20;

  private final Host host = Host.builder().runtime(Machine.RT).nmbclusters(1).build();

  /** Takes the only cluster and gives it back. */
  private int takeTurns() {
    int taken = 0;
    for (int i = 0; i < TIMES; i++) {
      Mbuf m = host.mbufs().getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
      taken += host.mbufs().clustersInUse() <= 1 ? 1 : 0;
      host.mbufs().freem(m);
    }
    return taken;
  }

  @Actor
  public void first(III_Result r) {
    r.r1 = takeTurns();
  }

  @Actor
  public void second(III_Result r) {
    r.r2 = takeTurns();
  }

  @Arbiter
  public void result(III_Result r) {
    r.r3 = (int) host.mbufs().clustersInUse();
  }
}
