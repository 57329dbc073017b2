package giantless.scenarios.ip;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.socket.SocketConst;

/** Two interrupt threads bring the halves of one packet. */
@Scenario("A packet whose fragments come by two threads is whole once")
final class FragmentsOfTwoThreads {
  private final Machine machine;
  private final Card one;
  private final Card two;
  private final KSocket socket;

  FragmentsOfTwoThreads(Setup setup) {
    machine = Machine.of(setup);
    setup.background(machine.rt.callouts());
    one = machine.card("em0", "10.0.0.1/24");
    two = machine.card("em1", "10.1.0.1/24");
    socket = KSocket.udp(machine, 7);
  }

  @Actor
  void first() {
    one.arrive(Frames.firstHalf(1));
  }

  @Actor(cpu = 1)
  void second() {
    two.arrive(Frames.secondHalf(1));
  }

  @Invariant
  boolean was_received_once_and_whole() {
    return machine.host.inet().ipstat.ips_reassembled.get() == 1
        && socket.receive(new byte[32], SocketConst.MSG_DONTWAIT) == Frames.HALVES;
  }
}
