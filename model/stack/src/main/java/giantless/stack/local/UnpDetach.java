package giantless.stack.local;

import giantless.stack.kern.Errno;
import giantless.stack.socket.Socket;
import giantless.stack.vfs.Vnode;

/** The end of a control block, {@code unp_detach}. No state. */
final class UnpDetach {
  private UnpDetach() {}

  /**
   * Takes the control block off its list and its node, leaves its peer, drops who sends to it with
   * ECONNRESET, and clears so_pcb. Called with no lock, by whoever has the last use of the socket.
   * If descriptors are in flight the collector looks whether this was the last way to one.
   *
   * <p>All of it is one section: a connect(2) that is about to join a child to its client finds the
   * child as it was, and then the client is told here, or finds that it has no control block.
   *
   * @param told what the peer gets to report; or OK
   */
  static void detach(UnixDomain domain, Unpcb unp, Errno told) {
    UnpLocking locking = domain.locking;
    Socket so = unp.unpSocket;
    locking.enterExclusive();
    locking.lockList();
    domain.listOf(so.soType()).remove(unp);
    locking.unlockList();
    locking.lock(unp);
    Vnode vp = unp.unpVnode;
    if (vp != null) {
      vp.setSocket(null);
      unp.unpVnode = null;
    }
    unp.unpAddr = null;
    Unpcb unp2 = unp.unpConn;
    if (unp2 != null) {
      locking.lockOther(unp, unp2);
      if (told != Errno.OK) {
        unp2.unpSocket.setSoError(told);
      }
      UnpLink.disconnect(unp, unp2);
      locking.unlockOther(unp, unp2);
    }
    while (unp.unpRefs != null) {
      Unpcb ref = unp.unpRefs;
      locking.lockOther(unp, ref);
      UnpLink.drop(ref, unp, Errno.ECONNRESET);
      locking.unlockOther(unp, ref);
    }
    so.rcv.lock.lock();
    so.setSoPcb(null);
    so.rcv.lock.unlock();
    locking.unlock(unp);
    locking.leaveExclusive();
    locking.destroy(unp);
    if (vp != null) {
      vp.vrele();
    }
    if (domain.inflight() != 0) {
      domain.gc.schedule();
    }
  }
}
