package giantless.scenarios.check;

import giantless.explore.scenario.Checker;
import giantless.explore.scenario.Setup;
import giantless.stack.Host;
import giantless.stack.netinet.InPcb;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;

/**
 * Lists and hashes of control blocks agree with each other and with their counts, the queues of
 * listeners with their sockets; and a socket's control block is that of the socket.
 */
public final class ListIntegrity implements Checker {
  /** Nothing: a machine that is shut down has none of it. */
  @Override
  public void check(Setup setup) {}

  @Override
  public void inspect(Setup setup) {
    for (Host h : setup.registered(Host.class)) {
      h.udp().info().check();
      h.tcp().info().check();
      h.rawIp().info().check();
    }
    for (Socket so : Open.sockets(setup)) {
      if (so.hasOption(SocketConst.SO_ACCEPTCONN)) {
        SoListen.check(so);
      }
      if (so.soProto.prFamily == SocketConst.AF_INET) {
        belongTogether(so);
      }
    }
  }

  private static void belongTogether(Socket so) {
    Object pcb = so.soPcb();
    if (pcb == null) {
      if (so.soType() == SocketConst.SOCK_DGRAM) {
        throw new AssertionError(so + " is open and has no control block");
      }
      return; // A connection that was reset has none.
    }
    if (pcb instanceof InPcb) {
      InPcb inp = (InPcb) pcb;
      inp.lock.lock();
      Socket of = inp.inpSocket();
      inp.lock.unlock();
      if (of != so) {
        throw new AssertionError(so + " has the control block of " + of);
      }
    }
  }
}
