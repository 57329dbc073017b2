package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Ucred;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.PrUsrreqs;
import giantless.stack.socket.Socket;
import giantless.stack.socket.SocketConst;
import java.util.ArrayList;
import java.util.List;

/**
 * udp_output: a datagram from a socket to ip_output. The INFO lock is taken only if a port or
 * address is to be chosen or checked, that is for an explicit destination or source; a connected
 * socket sends with its own lock alone (locking reference, C.1). ip_output runs with the block's
 * lock held.
 */
final class UdpOutput {
  private static final int HDRS = Ip.HDR + UdpHeader.HDR;

  private final Udp udp;
  private final Inet inet;

  UdpOutput(Udp udp) {
    this.udp = udp;
    this.inet = udp.inet;
  }

  /**
   * udp_output. Consumes the mbufs.
   *
   * @param prus PRUS_* flags
   * @return EMSGSIZE; EISCONN for a destination on a connected socket, ENOTCONN for none on
   *     another; EINVAL for a wrong control message; ENOBUFS; or what choosing the ends or
   *     ip_output says
   */
  @Excludes({"udp.info.lock", "inp.lock"})
  Errno output(InPcb inp, Socket so, int prus, Mbuf m, SockAddr addr, Mbuf control, Ucred cred) {
    MbufPool pool = inet.mbufs();
    int len = m.pkthdr.len;
    if (len + HDRS > Ip.MAXPACKET) {
      pool.freem(m);
      if (control != null) {
        pool.freem(control);
      }
      return Errno.EMSGSIZE;
    }
    SockAddrIn[] src = new SockAddrIn[1];
    if (control != null) {
      Errno error = parseControl(control, src);
      pool.freem(control);
      if (error != Errno.OK) {
        pool.freem(m);
        return error;
      }
    }
    InPcbInfo info = udp.info;
    boolean choose = src[0] != null || addr != null;
    if (choose) {
      info.lock.lock();
    }
    inp.lock.lock();
    InPcbEnds e = InPcbEnds.of(inp);
    Errno error =
        inp.inpSocket() == null
            ? Errno.EINVAL
            : choose
                ? ends(inp, so, src[0], addr, e, cred)
                : e.faddr == InAddr.INADDR_ANY ? Errno.ENOTCONN : Errno.OK;
    if (choose) {
      info.lock.unlock();
    }
    if (error != Errno.OK) {
      inp.lock.unlock();
      pool.freem(m);
      return error;
    }
    m = pool.prepend(m, HDRS, How.DONTWAIT);
    if (m == null) {
      inp.lock.unlock();
      return Errno.ENOBUFS;
    }
    header(inp, m, e, len);
    int flags = 0;
    if ((prus & PrUsrreqs.PRUS_DONTROUTE) != 0 || so.hasOption(SocketConst.SO_DONTROUTE)) {
      flags |= IpOutput.IP_ROUTETOIF;
    }
    if (so.hasOption(SocketConst.SO_BROADCAST)) {
      flags |= IpOutput.IP_ALLOWBROADCAST;
    }
    if ((inp.inpFlags & InPcb.INP_ONESBCAST) != 0) {
      flags |= IpOutput.IP_SENDONES;
    }
    udp.stat.udpsOpackets.inc();
    error = inet.ipOutput(m, inp.inpOptions, null, flags, inp.inpMoptions, inp.lock);
    inp.lock.unlock();
    return error;
  }

  /** The four ends of this one datagram; a port that was chosen for it stays the socket's. */
  @Requires({"udp.info.lock", "inp.lock"})
  private Errno ends(InPcb inp, Socket so, SockAddrIn src, SockAddr addr, InPcbEnds e, Ucred cred) {
    if (src != null) {
      if (e.lport == 0) {
        return Errno.EINVAL;
      }
      SockAddrIn nam = new SockAddrIn(src.addr(), e.lport);
      Errno error = udp.subr.bindSetup(inp, nam, e, cred);
      if (error != Errno.OK) {
        return error;
      }
    }
    if (addr == null) {
      return e.faddr == InAddr.INADDR_ANY ? Errno.ENOTCONN : Errno.OK;
    }
    if (inp.inpFaddr != InAddr.INADDR_ANY) {
      return Errno.EISCONN;
    }
    Errno error = udp.subr.connectSetup(inp, so, addr, e, cred);
    if (error == Errno.OK && inp.inpLaddr == InAddr.INADDR_ANY && inp.inpLport == 0) {
      inp.inpLport = e.lport;
      inp.inpFlags |= InPcb.INP_ANONPORT;
      udp.info.insertHash(inp);
    }
    return error;
  }

  /** Control messages that came with the data: IP_SENDSRCADDR. */
  private Errno parseControl(Mbuf control, SockAddrIn[] src) {
    if (control.next != null) {
      return Errno.EINVAL;
    }
    byte[] b = new byte[control.len];
    System.arraycopy(control.data, control.off, b, 0, b.length);
    List<CMsg> list = new ArrayList<>(1);
    if (!CMsg.parse(b, b.length, list)) {
      return Errno.EINVAL;
    }
    for (int i = 0; i < list.size(); i++) {
      CMsg c = list.get(i);
      if (c.level != IpCtloutput.IPPROTO_IP) {
        continue;
      }
      if (c.type != IpCtloutput.IP_SENDSRCADDR) {
        return Errno.ENOPROTOOPT;
      }
      if (c.data.length != 4) {
        return Errno.EINVAL;
      }
      src[0] = SockAddrIn.of(Ip.get32(c.data, 0));
    }
    return Errno.OK;
  }

  /** Both headers in the room that was prepended. */
  @Requires("inp.lock")
  private void header(InPcb inp, Mbuf m, InPcbEnds e, int len) {
    int total = HDRS + len;
    Ip.setVhl(m, Ip.HDR);
    Ip.setTos(m, inp.inpIpTos);
    Ip.setLen(m, total);
    Ip.setId(m, 0);
    Ip.setOff(m, (inp.inpFlags & InPcb.INP_DONTFRAG) != 0 ? Ip.DF : 0);
    Ip.setTtl(m, inp.inpIpTtl);
    Ip.setP(m, Ip.IPPROTO_UDP);
    Ip.setSum(m, 0);
    Ip.setSrc(m, e.laddr);
    int dst = e.faddr;
    Ip.setDst(m, dst);
    UdpHeader.put(m, Ip.HDR, e.lport, e.fport, UdpHeader.HDR + len);
    if (udp.checksum.on()) {
      if ((inp.inpFlags & InPcb.INP_ONESBCAST) != 0) {
        dst = InAddr.INADDR_BROADCAST;
      }
      int sum =
          InCksum.cksumPseudo(inet.kernel().rt(), m, total, Ip.HDR, e.laddr, dst, Ip.IPPROTO_UDP);
      // 0 says that there is none (RFC 768).
      UdpHeader.setSum(m, Ip.HDR, sum == 0 ? 0xffff : sum);
    }
  }
}
