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
 * Two threads wait for an mbuf at the zone's limit while those in use are freed. Who frees looks
 * whether anybody starves under the lock of its cache; looked at without it, an mbuf goes into the
 * cache that the waiter has just emptied, and nobody wakes him.
 */
@Scenario("Everybody who waits for an mbuf at the limit gets one when one is freed")
final class WaitersAgainstFree {
  private final MbufPool mbufs;
  private final Mbuf a;

  WaitersAgainstFree(Setup setup) {
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
  void waiter_too() {
    use();
  }

  @Actor(cpu = 1)
  void user() {
    mbufs.free(a);
  }
}
