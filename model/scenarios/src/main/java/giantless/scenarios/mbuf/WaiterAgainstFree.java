package giantless.scenarios.mbuf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;

/**
 * A thread waits for an mbuf at the zone's limit while another frees the one in use and takes it
 * again. Who frees looks whether anybody starves under the lock of its cache; looked at without it,
 * an mbuf goes into the cache that the waiter has just emptied, and nobody wakes him.
 */
@Scenario("Who waits for an mbuf at the limit gets one when it is freed, whoever wants it too")
final class WaiterAgainstFree {
  private final MbufPool mbufs;
  private final Mbuf a;

  WaiterAgainstFree(Setup setup) {
    Host.Builder b = Host.builder().nmbufs(1).mbufsMayFail(false);
    mbufs = Machine.bare(setup, b).host.mbufs();
    a = mbufs.get(How.DONTWAIT, Mbuf.MT_DATA);
  }

  private void use() {
    mbufs.free(mbufs.get(How.WAITOK, Mbuf.MT_DATA));
  }

  @Actor
  void waiter() {
    use();
  }

  @Actor(cpu = 1)
  void user() {
    mbufs.free(a);
    mbufs.free(mbufs.get(How.DONTWAIT, Mbuf.MT_DATA));
  }
}
