package giantless.scenarios.giant;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.Machine;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;

/**
 * {@code debug.mpsafenet=0}: recv(2) sleeps with Giant, which the sleep drops, and the packet is
 * queued, since a protocol that is not MPSAFE is not called directly, and handled under Giant. Were
 * Giant kept over the sleep, nobody could bring the datagram.
 */
@Scenario("Under Giant who waits for a datagram gets it")
final class ReceiveUnderGiant {
  private final Machine machine;
  private final Card card;
  private final Syscalls sys;
  private final int fd;
  private int got;

  ReceiveUnderGiant(Setup setup) throws SysException {
    machine = Machine.of(setup, Host.builder().mbufsMayFail(false).mpsafe(false));
    card = machine.card("em0", "10.0.0.1/24");
    sys = machine.syscalls(machine.proc("p"));
    fd = sys.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    sys.bind(fd, new SockAddrIn(0, 7));
  }

  @Actor
  void receive() throws SysException {
    got = sys.recv(fd, new byte[8], 0);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, 7, (byte) 'x'));
  }

  @Invariant
  boolean has_it_and_nobody_has_giant() {
    machine.host.kernel().giant().lock();
    machine.host.kernel().giant().unlock();
    return got == 1;
  }
}
