package giantless.scenarios.udp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Card;
import giantless.scenarios.fixture.Frames;
import giantless.scenarios.fixture.KSocket;
import giantless.scenarios.fixture.Machine;
import giantless.stack.kern.Errno;
import giantless.stack.socket.SocketConst;

/** A socket leaves its port, another takes it, and a datagram comes for it: three threads. */
@Scenario("A datagram for a port that changes hands goes to one of the two, or is answered")
final class CloseBindInput {
  private static final int PORT = 7;

  private final Machine machine;
  private final Card card;
  private final KSocket old;
  private final KSocket young;
  private Errno bound;

  CloseBindInput(Setup setup) {
    machine = Machine.of(setup);
    card = machine.card("em0", "10.0.0.1/24");
    machine.neighbour(Frames.PEER);
    old = KSocket.udp(machine, PORT);
    young = KSocket.udp(machine);
    card.forget();
  }

  @Actor
  void close() {
    Machine.must(old.close());
  }

  @Actor(cpu = 1)
  void bind() {
    bound = young.bind(PORT);
  }

  @Actor(cpu = 1)
  void input() {
    card.arrive(Frames.udp(9, PORT, (byte) 'x'));
  }

  @Invariant
  boolean bind_succeeds_or_says_that_the_port_is_taken() {
    return bound == Errno.OK || bound == Errno.EADDRINUSE;
  }

  @Invariant
  boolean datagram_is_delivered_or_answered() {
    long delivered = machine.host.udp().stat().udpsDelivered.get();
    boolean got = young.receive(new byte[8], SocketConst.MSG_DONTWAIT) == 1;
    return delivered + card.sent(Frames.IP) == 1 && (!got || delivered == 1 && bound == Errno.OK);
  }
}
