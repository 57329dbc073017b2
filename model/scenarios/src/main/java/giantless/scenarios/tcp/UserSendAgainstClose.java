package giantless.scenarios.tcp;

import giantless.explore.scenario.Actor;
import giantless.explore.scenario.Invariant;
import giantless.explore.scenario.Scenario;
import giantless.explore.scenario.Setup;
import giantless.scenarios.fixture.Machine;
import giantless.scenarios.fixture.Peer;
import giantless.stack.kern.Errno;
import giantless.stack.kern.SysException;

/** A thread sends as another closes the descriptor: the data go out before the FIN, or not. */
@Scenario("Data that are sent as the descriptor is closed go out before the FIN, or not at all")
final class UserSendAgainstClose {
  private final Connecting c;
  private Errno sent;

  UserSendAgainstClose(Setup setup) {
    c = new Connecting(setup);
    c.begin();
    c.peer.accept();
    c.card.forget();
  }

  @Actor
  void send() {
    sent = Machine.errno(() -> c.sys.write(c.fd, new byte[] {'x'}));
  }

  @Actor(cpu = 1)
  void close() throws SysException {
    c.sys.close(c.fd);
  }

  @Invariant
  boolean data_went_out_or_there_was_no_descriptor() {
    int went = c.peer.bytesHeard();
    return sent == Errno.OK && went == 1 || sent == Errno.EBADF && went == 0;
  }

  @Invariant
  boolean fin_went_out() {
    return c.peer.heard(Peer.FIN) == 1 && c.connections() == 1;
  }
}
