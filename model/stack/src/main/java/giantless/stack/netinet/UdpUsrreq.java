package giantless.stack.netinet;

import giantless.lock.contract.Acquires;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket2;

/**
 * What sockets ask of UDP, {@code udp_usrreq.c}. Comes in with no lock; takes INFO, then the
 * block's lock, where addresses, ports or links may change, else the block's lock alone (locking
 * reference, C.1). The caller has a reference to the socket, so the block stays.
 */
final class UdpUsrreq implements PrUsrreqs {
  private final Udp udp;
  private final InPcbInfo info;

  UdpUsrreq(Udp udp) {
    this.udp = udp;
    this.info = udp.info;
  }

  private static InPcb inp(Socket so) {
    InPcb inp = (InPcb) so.soPcb();
    Kassert.kassert(inp != null, "udp: socket without pcb");
    return inp;
  }

  @Acquires({"info.lock", "inp.lock"})
  private void lock(InPcb inp) {
    info.lock.lock();
    inp.lock.lock();
  }

  @Releases({"info.lock", "inp.lock"})
  private void unlock(InPcb inp) {
    inp.lock.unlock();
    info.lock.unlock();
  }

  @Override
  @Excludes("info.lock")
  public Errno attach(Socket so, int proto, Ucred cred) {
    Kassert.kassert(so.soPcb() == null, "udp_attach: inp != NULL");
    Errno error = UipcSocket2.soreserve(so, udp.sendspace.get(), udp.recvspace.get());
    if (error != Errno.OK) {
      return error;
    }
    info.lock.lock();
    InPcb inp = info.alloc(so, 0);
    inp.lock.lock();
    inp.inpIpTtl = udp.inet.defttl();
    inp.lock.unlock();
    info.lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno bind(Socket so, SockAddr nam, Ucred cred) {
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    InPcb inp = inp(so);
    lock(inp);
    Errno error = udp.subr.bind(inp, (SockAddrIn) nam, cred);
    unlock(inp);
    return error;
  }

  @Override
  public Errno connect(Socket so, SockAddr nam, Ucred cred) {
    InPcb inp = inp(so);
    lock(inp);
    Errno error = Errno.EISCONN;
    if (inp.inpFaddr == InAddr.INADDR_ANY) {
      error = udp.subr.connect(inp, so, nam, cred);
      if (error == Errno.OK) {
        // Still locked, so that state and block agree whoever disconnects meanwhile.
        UipcSocket2.soisconnected(so);
      }
    }
    unlock(inp);
    return error;
  }

  @Override
  public Errno disconnect(Socket so) {
    InPcb inp = inp(so);
    lock(inp);
    Errno error = Errno.ENOTCONN;
    if (inp.inpFaddr != InAddr.INADDR_ANY) {
      udp.subr.disconnect(inp);
      inp.inpLaddr = InAddr.INADDR_ANY;
      UipcSocket2.soisunconnected(so);
      error = Errno.OK;
    }
    unlock(inp);
    return error;
  }

  @Override
  public Errno detach(Socket so) {
    detach(udp.inet, info, inp(so));
    return Errno.OK;
  }

  /** Parts block and socket, and frees the block when no lock is held any more. */
  @Excludes({"info.lock", "inp.lock"})
  static void detach(Inet inet, InPcbInfo info, InPcb inp) {
    info.lock.lock();
    inp.lock.lock();
    info.detach(inp);
    Mbuf options = inp.inpOptions;
    IpMoptions imo = inp.takeMoptions();
    inp.inpOptions = null;
    inp.lock.unlock();
    info.lock.unlock();
    info.free(inp, options, imo, inet);
  }

  @Override
  public void abort(Socket so) {
    UipcSocket2.soisdisconnected(so);
    detach(so);
  }

  @Override
  public Errno control(Socket so, int cmd, Object data, Ucred cred) {
    return new IfIoctl(udp.inet).ioctl(cmd, data, cred);
  }

  @Override
  public Errno send(Socket so, int flags, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    return udp.output.output(inp(so), so, flags, m, addr, control, cred);
  }

  @Override
  public Errno shutdown(Socket so) {
    InPcb inp = inp(so);
    inp.lock.lock();
    UipcSocket2.socantsendmore(so);
    inp.lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno sockaddr(Socket so, SockAddr[] nam) {
    return sockaddr(inp(so), nam);
  }

  @Override
  public Errno peeraddr(Socket so, SockAddr[] nam) {
    return peeraddr(inp(so), nam);
  }

  @Excludes("inp.lock")
  static Errno sockaddr(InPcb inp, SockAddr[] nam) {
    inp.lock.lock();
    nam[0] = inp.sockaddr();
    inp.lock.unlock();
    return Errno.OK;
  }

  @Excludes("inp.lock")
  static Errno peeraddr(InPcb inp, SockAddr[] nam) {
    inp.lock.lock();
    boolean connected = inp.inpFaddr != InAddr.INADDR_ANY;
    if (connected) {
      nam[0] = inp.peeraddr();
    }
    inp.lock.unlock();
    return connected ? Errno.OK : Errno.ENOTCONN;
  }
}
