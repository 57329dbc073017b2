package giantless.stack.local;

import giantless.stack.kern.Errno;
import giantless.stack.kern.ProcThread;
import giantless.stack.kern.Ucred;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrUn;
import giantless.stack.vfs.Vnode;

/** bind(2), {@code unp_bind}: makes the node that is the socket's name. No state. */
final class UnpBind {
  private static final int ACCESSPERMS = 0777;

  private final UnixDomain domain;
  private final UnpLocking locking;

  UnpBind(UnixDomain domain) {
    this.domain = domain;
    this.locking = domain.locking;
  }

  /**
   * Whether the address can be a name.
   *
   * @return OK; EAFNOSUPPORT, EINVAL for an empty path or one longer than the address has room for,
   *     ENAMETOOLONG for one that no address has
   */
  static Errno check(SockAddr nam) {
    if (!(nam instanceof SockAddrUn)) {
      return Errno.EAFNOSUPPORT;
    }
    int len = ((SockAddrUn) nam).pathBytes().length;
    if (len + SockAddrUn.HDR > SockAddrUn.MAXADDRLEN) {
      return Errno.ENAMETOOLONG;
    }
    return len == 0 || len > SockAddrUn.SUN_PATH ? Errno.EINVAL : Errno.OK;
  }

  /**
   * unp_bind. The file system may sleep, so no lock of the domain is held over it; UNP_BINDING
   * keeps a second bind(2) out meanwhile (D-20). Node and socket get to know each other with the
   * node's lock held, so whoever finds the node finds the socket.
   *
   * @return what {@link #check} says; EINVAL if it has a name, EALREADY while it gets one,
   *     EADDRINUSE, ENOENT, ENOTDIR, EACCES
   */
  Errno bind(Unpcb unp, SockAddr nam, Ucred cred) {
    Errno error = check(nam);
    if (error != Errno.OK) {
      return error;
    }
    error = begin(unp);
    if (error != Errno.OK) {
      return error;
    }
    SockAddrUn sun = (SockAddrUn) nam;
    Vnode[] vpp = new Vnode[1];
    ProcThread td = domain.kernel.curthread();
    int cmask = td == null ? 0 : td.proc().fd().cmask();
    domain.vfs.enter();
    error = domain.vfs.create(sun.path(), Vnode.Type.VSOCK, ACCESSPERMS & ~cmask, cred, null, vpp);
    if (error == Errno.OK) {
      Vnode vp = vpp[0];
      locking.enterExclusive();
      locking.lock(unp);
      vp.setSocket(unp.unpSocket);
      unp.unpVnode = vp;
      unp.unpAddr = sun;
      locking.unlock(unp);
      locking.leaveExclusive();
      vp.lock.xunlock();
    }
    domain.vfs.leave();
    locking.enterPcb(unp);
    unp.unpFlags &= ~Unpcb.UNP_BINDING;
    locking.leavePcb(unp);
    return error == Errno.EEXIST ? Errno.EADDRINUSE : error;
  }

  private Errno begin(Unpcb unp) {
    Errno error = Errno.OK;
    locking.enterPcb(unp);
    if (unp.unpVnode != null) {
      error = Errno.EINVAL;
    } else if ((unp.unpFlags & Unpcb.UNP_BINDING) != 0) {
      error = Errno.EALREADY;
    } else {
      unp.unpFlags |= Unpcb.UNP_BINDING;
    }
    locking.leavePcb(unp);
    return error;
  }
}
