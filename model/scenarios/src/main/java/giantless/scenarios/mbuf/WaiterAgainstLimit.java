package giantless.scenarios.mbuf;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.kern.SysException;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;

/** A thread waits at the limit while sysctl raises it: raising wakes, or the waiter sees it. */
@Scenario("Who waits for an mbuf gets one when the limit is raised")
final class WaiterAgainstLimit {
  private final Machine machine;
  private final Mbuf a;

  WaiterAgainstLimit(Setup setup) {
    machine = Machine.bare(setup, Host.builder().nmbufs(1).mbufsMayFail(false));
    a = machine.host.mbufs().get(How.DONTWAIT, Mbuf.MT_DATA);
    setup.cleanup(() -> machine.host.mbufs().free(a));
  }

  @Actor
  void waiter() {
    machine.host.mbufs().free(machine.host.mbufs().get(How.WAITOK, Mbuf.MT_DATA));
  }

  @Actor(cpu = 1)
  void raise() throws SysException {
    machine.host.kernel().sysctl().set("kern.ipc.nmbufs", 2);
  }
}
