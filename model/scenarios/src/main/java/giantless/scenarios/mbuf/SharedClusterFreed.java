package giantless.scenarios.mbuf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/** Three mbufs share a cluster, by a count of references, and threads free them. */
@Scenario("A cluster that is shared is freed once, with the last mbuf")
final class SharedClusterFreed {
  private final MbufPool mbufs;
  private final Mbuf a;
  private final Mbuf b;
  private final Mbuf c;

  SharedClusterFreed(Setup setup) {
    mbufs = Machine.of(setup).host.mbufs();
    a = mbufs.getcl(How.DONTWAIT, Mbuf.MT_DATA, Mbuf.M_PKTHDR);
    a.len = 100;
    a.pkthdr.len = 100;
    b = mbufs.copypacket(a, How.DONTWAIT);
    c = mbufs.copypacket(a, How.DONTWAIT);
  }

  @Actor
  void one() {
    mbufs.freem(a);
  }

  @Actor(cpu = 1)
  void two() {
    mbufs.freem(b);
  }

  @Actor(cpu = 1)
  void writes() {
    Mbuf m = mbufs.copyback(c, 0, 1, new byte[] {7}, 0, How.DONTWAIT) ? c : null;
    if (m == null || m.u8(0) != 7) {
      throw new AssertionError("not written");
    }
    mbufs.freem(c);
  }

  @Invariant
  boolean cluster_is_free() {
    return mbufs.clustersInUse() == 0;
  }
}
