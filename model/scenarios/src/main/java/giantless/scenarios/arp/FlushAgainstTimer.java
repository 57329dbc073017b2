package giantless.scenarios.arp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;

/** The timer and arp(8) delete the same entry: the one that comes second finds it gone. */
@Scenario(value = "An entry that is flushed while it times out goes once", timers = 1)
final class FlushAgainstTimer {
  private final Machine machine;

  FlushAgainstTimer(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    machine.card("em0", "10.0.0.1/24");
    machine.send(Frames.PEER);
  }

  @Actor
  void flush() {
    machine.host.inet().arp.delete(Frames.PEER);
  }

  @Actor(cpu = 1)
  void look() {
    machine.host.inet().arp.entries();
  }

  @Invariant
  void entry_is_gone_and_its_packet_freed() {
    if (!machine.host.inet().arp.entries().isEmpty()
        && machine.host.inet().arp.entries().get(0).addr() == Frames.PEER) {
      throw new AssertionError(machine.host.inet().arp.entries());
    }
    if (machine.host.inet().arp.stat.arps_dropped.get() != 1) {
      throw new AssertionError("dropped " + machine.host.inet().arp.stat.arps_dropped.get());
    }
  }
}
