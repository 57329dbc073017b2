package giantless.stack.netinet;

import giantless.lock.contract.Acquires;
import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Kassert;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.UipcSocket2;

/**
 * What sockets ask of raw IP, {@code rip_usrreqs}; locking as in {@link UdpUsrreq}. Only the
 * super-user has raw sockets.
 */
final class RipUsrreq implements PrUsrreqs {
  private static final int IPPROTO_MAX = 256;

  private final RawIp rip;
  private final Inet inet;
  private final InPcbInfo info;

  RipUsrreq(RawIp rip) {
    this.rip = rip;
    this.inet = rip.inet;
    this.info = rip.info;
  }

  private static InPcb inp(Socket so) {
    InPcb inp = (InPcb) so.soPcb();
    Kassert.kassert(inp != null, "rip: socket without pcb");
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
    Kassert.kassert(so.soPcb() == null, "rip_attach: inp != NULL");
    Errno error = cred.suser();
    if (error != Errno.OK) {
      return error;
    }
    if (proto < 0 || proto >= IPPROTO_MAX) {
      return Errno.EPROTONOSUPPORT;
    }
    error = UipcSocket2.soreserve(so, rip.sendspace.get(), rip.recvspace.get());
    if (error != Errno.OK) {
      return error;
    }
    info.lock.lock();
    InPcb inp = info.alloc(so, proto);
    inp.lock.lock();
    inp.inpIpTtl = inet.defttl();
    inp.lock.unlock();
    info.lock.unlock();
    return Errno.OK;
  }

  @Override
  public Errno bind(Socket so, SockAddr nam, Ucred cred) {
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    int addr = ((SockAddrIn) nam).addr();
    if (inet.ifaddrs().isEmpty()
        || addr != InAddr.INADDR_ANY && inet.ifaddrs().ifWithAddr(addr) == null) {
      return Errno.EADDRNOTAVAIL;
    }
    InPcb inp = inp(so);
    lock(inp);
    inp.inpLaddr = addr;
    unlock(inp);
    return Errno.OK;
  }

  @Override
  public Errno connect(Socket so, SockAddr nam, Ucred cred) {
    if (inet.ifaddrs().isEmpty()) {
      return Errno.EADDRNOTAVAIL;
    }
    if (!(nam instanceof SockAddrIn)) {
      return Errno.EAFNOSUPPORT;
    }
    InPcb inp = inp(so);
    lock(inp);
    inp.inpFaddr = ((SockAddrIn) nam).addr();
    UipcSocket2.soisconnected(so);
    unlock(inp);
    return Errno.OK;
  }

  @Override
  public Errno disconnect(Socket so) {
    InPcb inp = inp(so);
    lock(inp);
    boolean was = so.hasState(Socket.SS_ISCONNECTED);
    if (was) {
      inp.inpFaddr = InAddr.INADDR_ANY;
      UipcSocket2.soisunconnected(so);
    }
    unlock(inp);
    return was ? Errno.OK : Errno.ENOTCONN;
  }

  @Override
  public Errno detach(Socket so) {
    UdpUsrreq.detach(inet, info, inp(so));
    return Errno.OK;
  }

  @Override
  public void abort(Socket so) {
    UipcSocket2.soisdisconnected(so);
    detach(so);
  }

  @Override
  public Errno control(Socket so, int cmd, Object data, Ucred cred) {
    return new IfIoctl(inet).ioctl(cmd, data, cred);
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
    return UdpUsrreq.sockaddr(inp(so), nam);
  }

  @Override
  public Errno peeraddr(Socket so, SockAddr[] nam) {
    return UdpUsrreq.peeraddr(inp(so), nam);
  }

  @Override
  public Errno send(Socket so, int prus, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    MbufPool pool = inet.mbufs();
    if (control != null) {
      pool.freem(control); // Raw IP knows no control messages to send.
    }
    if (addr != null && !(addr instanceof SockAddrIn)) {
      pool.freem(m);
      return Errno.EAFNOSUPPORT;
    }
    InPcb inp = inp(so);
    inp.lock.lock();
    Errno error = Errno.OK;
    int dst = inp.inpFaddr;
    if (inp.inpSocket() == null) {
      error = Errno.EINVAL;
    } else if (so.hasState(Socket.SS_ISCONNECTED)) {
      error = addr != null ? Errno.EISCONN : Errno.OK;
    } else if (addr == null) {
      error = Errno.ENOTCONN;
    } else {
      dst = ((SockAddrIn) addr).addr();
    }
    if (error == Errno.OK) {
      error = output(inp, so, prus, m, dst);
    } else {
      pool.freem(m);
    }
    inp.lock.unlock();
    return error;
  }

  /** rip_output. Consumes the mbuf. */
  @Requires("inp.lock")
  private Errno output(InPcb inp, Socket so, int prus, Mbuf m0, int dst) {
    MbufPool pool = inet.mbufs();
    Mbuf m = m0;
    int flags = so.hasOption(SocketConst.SO_BROADCAST) ? IpOutput.IP_ALLOWBROADCAST : 0;
    if ((prus & PRUS_DONTROUTE) != 0 || so.hasOption(SocketConst.SO_DONTROUTE)) {
      flags |= IpOutput.IP_ROUTETOIF;
    }
    if ((inp.inpFlags & InPcb.INP_HDRINCL) == 0) {
      if (m.pkthdr.len + Ip.HDR > Ip.MAXPACKET) {
        pool.freem(m);
        return Errno.EMSGSIZE;
      }
      m = pool.prepend(m, Ip.HDR, How.DONTWAIT);
      if (m == null) {
        return Errno.ENOBUFS;
      }
      Ip.setVhl(m, Ip.HDR);
      Ip.setTos(m, inp.inpIpTos);
      Ip.setLen(m, m.pkthdr.len);
      Ip.setId(m, 0);
      Ip.setOff(m, (inp.inpFlags & InPcb.INP_DONTFRAG) != 0 ? Ip.DF : 0);
      Ip.setTtl(m, inp.inpIpTtl);
      Ip.setP(m, inp.inpIpP);
      Ip.setSum(m, 0);
      Ip.setSrc(m, inp.inpLaddr);
      Ip.setDst(m, dst);
      return inet.ipOutput(m, inp.inpOptions, null, flags, inp.inpMoptions, inp.lock);
    }
    int total = m.pkthdr.len;
    if (total > Ip.MAXPACKET) {
      pool.freem(m);
      return Errno.EMSGSIZE;
    }
    if (total < Ip.HDR) {
      pool.freem(m);
      return Errno.EINVAL;
    }
    m = pool.pullup(m, Ip.HDR);
    if (m == null) {
      return Errno.ENOBUFS;
    }
    int hlen = Ip.hlen(m);
    if (hlen != Ip.HDR && inp.inpOptions != null
        || hlen < Ip.HDR
        || Ip.len(m) > total
        || Ip.len(m) < hlen) {
      pool.freem(m);
      return Errno.EINVAL;
    }
    if (hlen > m.len) {
      m = pool.pullup(m, hlen);
      if (m == null) {
        return Errno.ENOBUFS;
      }
    }
    if (Ip.len(m) < total) {
      pool.adj(m, Ip.len(m) - total);
    }
    if (Ip.id(m) == 0) {
      Ip.setId(m, inet.newId());
    }
    flags |= IpOutput.IP_RAWOUTPUT;
    inet.ipstat.ips_rawout.inc();
    return inet.ipOutput(m, inp.inpOptions, null, flags, inp.inpMoptions, inp.lock);
  }
}
