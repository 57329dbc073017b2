package giantless.scenarios.giant;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.lock.Callout;
import giantless.lock.Counter64;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.Netisr;

/** A handler of a protocol that is not MPSAFE and a callout of the network both run under Giant. */
@Scenario(value = "Without MPSAFE whatever the network runs has Giant", timers = 1)
final class TimerUnderGiant {
  private final Machine machine;
  private final Counter64 ran;

  TimerUnderGiant(Setup setup) {
    machine = Machine.of(setup, Host.builder().mbufsMayFail(false).mpsafe(false));
    Callout callout = setup.background(machine.host.kernel().netCallout());
    ran = machine.rt.counter64();
    machine.host.net().netisr.register(Netisr.NETISR_IPV6, this::input, true);
    callout.reset(1_000_000, this::expire);
  }

  private void expire() {
    machine.host.kernel().giant().assertOwned();
  }

  private void input(Mbuf m) {
    machine.host.kernel().giant().assertOwned();
    machine.host.mbufs().freem(m);
    ran.add(1);
  }

  @Actor
  void dispatch() {
    Mbuf m = machine.host.mbufs().gethdr(How.DONTWAIT, Mbuf.MT_DATA);
    machine.host.net().netisr.dispatch(Netisr.NETISR_IPV6, m);
  }

  @Actor(cpu = 1)
  void user() {
    machine.host.kernel().netLockGiant();
    machine.host.kernel().netUnlockGiant();
  }

  @Invariant
  boolean packet_was_handled() {
    return ran.fetch() == 1;
  }
}
