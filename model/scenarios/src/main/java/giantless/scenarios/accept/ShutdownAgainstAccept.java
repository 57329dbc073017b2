package giantless.scenarios.accept;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;

/** A thread goes to sleep in accept(2) as the listener is shut down. */
@Scenario("Who waits in accept(2) is told when the listener is shut down")
final class ShutdownAgainstAccept {
  private final Machine machine;
  private final KSocket listener;
  private Errno answer;

  ShutdownAgainstAccept(Setup setup) {
    machine = Machine.of(setup);
    machine.loopback();
    listener = KSocket.listener(machine, 1);
    listener.blocking(true);
  }

  @Actor
  void accept() {
    answer = listener.accept(machine, new KSocket[1]);
  }

  @Actor(cpu = 1)
  void shutdown() {
    listener.shutdown(SocketConst.SHUT_RD);
  }

  @Invariant
  boolean was_told() {
    return answer == Errno.ECONNABORTED;
  }
}
