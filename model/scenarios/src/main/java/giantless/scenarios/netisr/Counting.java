package giantless.scenarios.netisr;

import giantless.explore.scenario.Setup;
import giantless.lock.Counter64;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Netisr;
import giantless.stack.net.NetisrMode;

/** A protocol that frees its packets and counts them. */
final class Counting {
  static final int ID = Netisr.NETISR_IPV6;

  final Machine machine;
  final Netisr netisr;
  private final Counter64 seen;

  Counting(Setup setup, NetisrMode mode) {
    machine = Machine.of(setup, Host.builder().mbufsMayFail(false).netisr(mode));
    netisr = machine.host.net().netisr;
    seen = machine.rt.counter64();
    netisr.register(ID, this::input, true);
  }

  private void input(Mbuf m) {
    seen.add(1);
    machine.host.mbufs().freem(m);
  }

  /** How many packets came to the protocol. */
  long seen() {
    return seen.fetch();
  }

  Mbuf packet() {
    return machine.host.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
  }
}
