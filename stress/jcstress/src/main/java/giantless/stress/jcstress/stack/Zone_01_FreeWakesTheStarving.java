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
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * The word starving of a zone is read under a cache's lock and changed under the zone's. Who waits
 * for the last cluster gets it: it finds it in a cache, or the one who frees sees the word and
 * wakes.
 *
 * <p>How to run this test alone: {@code mvn -B verify -pl stress/jcstress -am
 * -Dgiantless.jcstress.filter=Zone_01_FreeWakesTheStarving}
 */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the waiter got the cluster")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "clusters in use are not one")
@State
public class Zone_01_FreeWakesTheStarving {
  private final Host host = Host.builder().runtime(Machine.RT).nmbclusters(1).build();
  private final Mbuf last = host.mbufs().getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR);

  @Actor
  public void freer() {
    host.mbufs().freem(last);
  }

  @Actor
  public void waiter() {
    host.mbufs().getcl(How.WAITOK, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
  }

  @Arbiter
  public void result(I_Result r) {
    r.r1 = (int) host.mbufs().clustersInUse();
  }
}
