package giantless.properties.witness;

import giantless.lock.Locks;
import giantless.lock.Mtx;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import giantless.stack.socket.UipcSocket2;

/** Streams for socketpair(2) alone: what one end sends is appended to the other. */
final class PairProto implements PrUsrreqs {
  static final int FAMILY = 77;
  private static final int SPACE = 8192;

  private static final class Pcb {
    Socket peer;
  }

  private final Mtx lock;

  private PairProto(Host h) {
    this.lock = h.rt().mtx(Locks.RIP);
  }

  static void register(Host h) {
    int flags = Protosw.PR_CONNREQUIRED;
    h.sockets()
        .register(new Protosw(SocketConst.SOCK_STREAM, FAMILY, 0, flags, new PairProto(h), null));
  }

  @Override
  public Errno attach(Socket so, int proto, Ucred cred) {
    Errno error = UipcSocket2.soreserve(so, SPACE, SPACE);
    so.rcv.lock.lock();
    so.setSoPcb(new Pcb());
    so.rcv.lock.unlock();
    return error;
  }

  @Override
  public Errno connect2(Socket so1, Socket so2) {
    lock.lock();
    ((Pcb) so1.soPcb()).peer = so2;
    ((Pcb) so2.soPcb()).peer = so1;
    UipcSocket2.soisconnected(so1);
    UipcSocket2.soisconnected(so2);
    lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    lock.lock();
    Socket peer = ((Pcb) so.soPcb()).peer;
    if (peer == null) {
      so.sockets.mbufs().freem(m);
    } else {
      peer.rcv.lock.lock();
      SbAppend.sbappendstreamLocked(peer.rcv, m);
      UipcSocket2.sorwakeupLocked(peer);
    }
    lock.unlock();
    return peer == null ? Errno.ENOTCONN : Errno.OK;
  }

  @Override
  public Errno disconnect(Socket so) {
    lock.lock();
    unlink(so);
    lock.unlock();
    return Errno.OK;
  }

  private static void unlink(Socket so) {
    Pcb p = (Pcb) so.soPcb();
    if (p.peer != null) {
      Socket peer = p.peer;
      ((Pcb) peer.soPcb()).peer = null;
      p.peer = null;
      UipcSocket2.soisdisconnected(peer);
      UipcSocket2.soisdisconnected(so);
    }
  }

  @Override
  public Errno detach(Socket so) {
    lock.lock();
    unlink(so);
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    so.setSoPcb(null);
    UipcSocket.sotryfree(so);
    lock.unlock();
    return Errno.OK;
  }
}
