package giantless.scenarios.check.twin;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.FailureKind;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;

/** For {@link giantless.scenarios.check.ListIntegrity}. */
@Scenario(
    value = "A socket is parted from its control block, and not closed",
    fails = FailureKind.ASSERTION)
final class SocketWithoutBlock {
  private final KSocket s;
  private final Object pcb;

  SocketWithoutBlock(Setup setup) {
    Machine m = Machine.of(setup);
    s = KSocket.udp(m);
    pcb = s.so.soPcb();
  }

  private void set(Object value) {
    s.so.rcv.lock.lock();
    s.so.setSoPcb(value);
    s.so.rcv.lock.unlock();
  }

  @Actor
  void part() {
    set(null);
  }

  @Actor(cpu = 1)
  void join() {
    set(pcb);
  }
}
