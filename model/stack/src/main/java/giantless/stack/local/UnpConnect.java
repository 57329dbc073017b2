package giantless.stack.local;

import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.socket.Protosw;
import giantless.stack.socket.SoListen;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket;
import giantless.stack.vfs.Vnode;

/**
 * connect(2), {@code unp_connect}: finds the socket behind a name, and for a stream makes the child
 * that accept(2) will take. No state.
 *
 * <p>No lock of the domain is held over the file system, which sleeps, nor over sonewconn, which
 * may abort another child and so comes back into the domain. Afterwards all is looked at again
 * (D-21). The listener and the child have references meanwhile.
 */
final class UnpConnect {
  private final UnixDomain domain;
  private final UnpLocking locking;

  UnpConnect(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
  }

  /** What is done with the node of a name; its lock is held shared. */
  interface Found {
    Errno run(Vnode vp);
  }

  /**
   * Finds the node of an address.
   *
   * @return what {@link UnpBind#check} and the file system say, ENOTSOCK for another file, EACCES
   *     for a socket that the user may not write to; else what is done with it
   */
  Errno lookup(SockAddr nam, Ucred cred, Found found) {
    Errno error = UnpBind.check(nam);
    if (error != Errno.OK) {
      return error;
    }
    Vnode[] vpp = new Vnode[1];
    domain.vfs.enter();
    error = domain.vfs.namei(((SockAddrUn) nam).path(), cred, vpp);
    if (error == Errno.OK) {
      Vnode vp = vpp[0];
      error = vp.type() != Vnode.Type.VSOCK ? Errno.ENOTSOCK : vp.access(Vnode.VWRITE, cred);
      if (error == Errno.OK) {
        error = found.run(vp);
      }
      vp.vput();
    }
    domain.vfs.leave();
    return error;
  }

  /**
   * unp_connect.
   *
   * @return what {@link #lookup} says; ECONNREFUSED if no socket is there, it does not listen, or
   *     its queue is full; EPROTOTYPE for one of another type; EISCONN; EALREADY while another
   *     connect(2) is under way; EOPNOTSUPP for a listener
   */
  Errno connect(Unpcb unp, SockAddr nam, Ucred cred) {
    locking.enterPcb(unp);
    boolean already = (unp.unpFlags & Unpcb.UNP_CONNECTING) != 0;
    unp.unpFlags |= Unpcb.UNP_CONNECTING;
    locking.leavePcb(unp);
    if (already) {
      return Errno.EALREADY;
    }
    Errno error = lookup(nam, cred, vp -> connect(unp, vp, cred));
    locking.enterPcb(unp);
    unp.unpFlags &= ~Unpcb.UNP_CONNECTING;
    locking.leavePcb(unp);
    return error;
  }

  private Errno connect(Unpcb unp, Vnode vp, Ucred cred) {
    Socket so = unp.unpSocket;
    locking.enterExclusive();
    Socket so2 = (Socket) vp.socket();
    Errno error = target(so, so2);
    if (error != Errno.OK || so.soType() == SocketConst.SOCK_DGRAM) {
      if (error == Errno.OK) {
        error = connectDgram(unp, Unpcb.of(so2));
      }
      locking.leaveExclusive();
      return error;
    }
    so2.rcv.lock.lock();
    so2.soref();
    so2.rcv.lock.unlock();
    locking.leaveExclusive();
    error = connectChild(unp, so2, cred);
    release(so2);
    return error;
  }

  /** Whether the socket of a name is one that this one can be connected to. */
  static Errno target(Socket so, Socket so2) {
    if (so2 == null) {
      return Errno.ECONNREFUSED;
    }
    if (so2.soType() != so.soType()) {
      return Errno.EPROTOTYPE;
    }
    boolean listener =
        (so.soProto.prFlags & Protosw.PR_CONNREQUIRED) == 0
            || so2.hasOption(SocketConst.SO_ACCEPTCONN);
    return listener ? Errno.OK : Errno.ECONNREFUSED;
  }

  private Errno connectDgram(Unpcb unp, Unpcb unp2) {
    locking.lock(unp);
    locking.lockOther(unp, unp2);
    boolean taken = unp.unpConn != null;
    if (!taken) {
      UnpLink.connect2(unp, unp2, true);
    }
    locking.unlockOther(unp, unp2);
    locking.unlock(unp);
    return taken ? Errno.EISCONN : Errno.OK;
  }

  private static void release(Socket so) {
    so.sockets.accept.lock();
    so.rcv.lock.lock();
    UipcSocket.sorele(so);
  }

  private Errno connectChild(Unpcb unp, Socket head, Ucred cred) {
    Socket so3 = SoListen.sonewconnHeld(head, 0);
    if (so3 == null) {
      return Errno.ECONNREFUSED;
    }
    locking.enterExclusive();
    Errno error = join(unp, Unpcb.of(head), Unpcb.of(so3), cred);
    locking.leaveExclusive();
    if (error != Errno.OK) {
      SoListen.dropIncomplete(so3);
    }
    release(so3);
    return error;
  }

  /**
   * Connects to the child of a listener, which are both gone if the listener was closed meanwhile.
   */
  private Errno join(Unpcb unp, Unpcb head, Unpcb child, Ucred cred) {
    if (head == null || child == null) {
      return Errno.ECONNREFUSED;
    }
    locking.lock(unp);
    locking.lockOther(unp, head);
    locking.lockOther(unp, child);
    Errno error = Errno.OK;
    if (unp.unpSocket.hasOption(SocketConst.SO_ACCEPTCONN)) {
      error = Errno.EOPNOTSUPP;
    } else if (unp.unpConn != null) {
      error = Errno.EISCONN;
    } else {
      child.unpAddr = head.unpAddr;
      child.unpPeercred = cred;
      child.unpFlags |= Unpcb.UNP_HAVEPC | head.unpFlags & Unpcb.UNP_WANTCRED;
      unp.unpPeercred = head.unpPeercred;
      unp.unpFlags |= Unpcb.UNP_HAVEPC;
      UnpLink.connect2(unp, child, true);
    }
    locking.unlockOther(unp, child);
    locking.unlockOther(unp, head);
    locking.unlock(unp);
    return error;
  }
}
