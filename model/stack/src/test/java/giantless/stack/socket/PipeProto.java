package giantless.stack.socket;

import giantless.lock.KThread;
import giantless.stack.Host;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;

/**
 * A stream or message protocol without a network, to test what sockets do for any protocol: what
 * one end sends is appended to the other end, whose free space is the sender's.
 */
final class PipeProto implements PrUsrreqs {
  static final int FAMILY = 78;
  static final int SPACE = 1000;

  /** What so_pcb points to. */
  private static final class Pcb {
    Socket peer;
  }

  private final boolean stream;

  private PipeProto(boolean stream) {
    this.stream = stream;
  }

  static void register(Host h) {
    h.sockets()
        .register(
            new Protosw(
                SocketConst.SOCK_STREAM,
                FAMILY,
                0,
                Protosw.PR_CONNREQUIRED | Protosw.PR_WANTRCVD,
                new PipeProto(true),
                null));
    h.sockets()
        .register(
            new Protosw(
                SocketConst.SOCK_SEQPACKET,
                FAMILY,
                0,
                Protosw.PR_CONNREQUIRED | Protosw.PR_WANTRCVD | Protosw.PR_ATOMIC,
                new PipeProto(false),
                null));
  }

  /** A connected pair of sockets. */
  static Socket[] pair(Host h, int type) {
    Socket[] a = new Socket[1];
    Socket[] b = new Socket[1];
    if (UipcSocket.socreate(h.sockets(), FAMILY, a, type, 0, Ucred.root()) != Errno.OK
        || UipcSocket.socreate(h.sockets(), FAMILY, b, type, 0, Ucred.root()) != Errno.OK) {
      throw new AssertionError("socreate");
    }
    ((Pcb) a[0].soPcb()).peer = b[0];
    ((Pcb) b[0].soPcb()).peer = a[0];
    UipcSocket2.soisconnected(a[0]);
    UipcSocket2.soisconnected(b[0]);
    return new Socket[] {a[0], b[0]};
  }

  static void close(Socket... sockets) {
    for (Socket so : sockets) {
      UipcSocket.soclose(so);
    }
  }

  static void join(KThread... threads) {
    for (KThread t : threads) {
      t.join();
    }
  }

  @Override
  public Errno attach(Socket so, int proto, Ucred cred) {
    Errno error = UipcSocket2.soreserve(so, SPACE, SPACE);
    so.rcv.lock.lock();
    so.setSoPcb(new Pcb());
    so.rcv.lock.unlock();
    so.snd.lock.lock();
    so.snd.sbLowat = 1;
    so.snd.lock.unlock();
    return error;
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    Socket peer = ((Pcb) so.soPcb()).peer;
    int len = 0;
    for (Mbuf n = m; n != null; n = n.next) {
      len += n.len;
    }
    so.snd.lock.lock();
    so.snd.sbHiwat -= len;
    so.snd.lock.unlock();
    peer.rcv.lock.lock();
    if (control != null) {
      if (!SbAppend.sbappendcontrolLocked(peer.rcv, m, control)) {
        throw new AssertionError("no room for control");
      }
    } else if (stream) {
      SbAppend.sbappendstreamLocked(peer.rcv, m);
    } else {
      SbAppend.sbappendrecordLocked(peer.rcv, m);
    }
    SbAppend.sbcheck(peer.rcv);
    UipcSocket2.sorwakeupLocked(peer);
    return Errno.OK;
  }

  /** Gives the sender the space that the reader made. */
  @Override
  public Errno rcvd(Socket so, int flags) {
    so.rcv.lock.lock();
    SbAppend.sbcheck(so.rcv);
    int used = so.rcv.sbCc();
    so.rcv.lock.unlock();
    Socket peer = ((Pcb) so.soPcb()).peer;
    peer.snd.lock.lock();
    peer.snd.sbHiwat = Math.max(0, SPACE - used);
    UipcSocket2.sowwakeupLocked(peer);
    return Errno.OK;
  }

  @Override
  public Errno disconnect(Socket so) {
    UipcSocket2.soisdisconnected(so);
    return Errno.OK;
  }

  @Override
  public Errno shutdown(Socket so) {
    UipcSocket2.socantsendmore(so);
    UipcSocket2.socantrcvmore(((Pcb) so.soPcb()).peer);
    return Errno.OK;
  }

  @Override
  public Errno detach(Socket so) {
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    so.setSoPcb(null);
    UipcSocket.sotryfree(so);
    return Errno.OK;
  }
}
