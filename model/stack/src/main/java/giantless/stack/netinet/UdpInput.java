package giantless.stack.netinet;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Ifnet;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SbAppend;
import giantless.stack.socket.Socket;
import giantless.stack.socket.UipcSocket2;

/**
 * udp_input: datagrams that came, to the sockets that want them; and errors about datagrams that
 * were sent (udp_ctlinput). Called by ip_input with no lock of a protocol held.
 *
 * <p>The INFO lock is held from the lookup until the block found is locked; then the block alone
 * keeps its socket alive (locking reference, C.1). Addresses and ports change under both locks
 * only, so what matched still matches once the block is locked (D-34).
 */
final class UdpInput implements IpProtoHandler {
  private final Udp udp;
  private final Inet inet;
  private final InPcbInfo info;
  private final UdpStat stat;

  UdpInput(Udp udp) {
    this.udp = udp;
    this.inet = udp.inet;
    this.info = udp.info;
    this.stat = udp.stat;
  }

  @Override
  @Excludes("info.lock")
  public void input(Mbuf m, int iphlen) {
    MbufPool pool = inet.mbufs();
    stat.udpsIpackets.inc();
    if (m.len < iphlen + UdpHeader.HDR) {
      if (m.pkthdr.len < iphlen + UdpHeader.HDR) {
        stat.udpsHdrops.inc();
        pool.freem(m);
        return;
      }
      m = pool.pullup(m, iphlen + UdpHeader.HDR);
      if (m == null) {
        stat.udpsHdrops.inc();
        return;
      }
    }
    int dport = UdpHeader.dport(m, iphlen);
    if (dport == 0) {
      pool.freem(m);
      return;
    }
    int len = UdpHeader.ulen(m, iphlen);
    int have = Ip.len(m) - iphlen;
    if (len > have || len < UdpHeader.HDR) {
      stat.udpsBadlen.inc();
      pool.freem(m);
      return;
    }
    if (!checksum(m, iphlen, len)) {
      stat.udpsBadsum.inc();
      pool.freem(m);
      return;
    }
    if (len < have) {
      pool.adj(m, len - have);
    }
    int dst = Ip.dst(m);
    Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    if (InAddr.isMulticast(dst) || inet.inBroadcast(dst, rcvif)) {
      deliverAll(m, iphlen, rcvif);
    } else {
      deliver(m, iphlen);
    }
  }

  private boolean checksum(Mbuf m, int iphlen, int len) {
    if (UdpHeader.sum(m, iphlen) == 0) {
      stat.udpsNosum.inc();
      return true;
    }
    int flags = m.pkthdr.csumFlags;
    if ((flags & Mbuf.CSUM_DATA_VALID) != 0) {
      int sum = m.pkthdr.csumData;
      if ((flags & Mbuf.CSUM_PSEUDO_HDR) == 0) {
        sum += InCksum.pseudo(Ip.src(m), Ip.dst(m), Ip.IPPROTO_UDP, len);
        sum = (sum & 0xffff) + (sum >>> 16);
      }
      return ((sum ^ 0xffff) & 0xffff) == 0;
    }
    return InCksum.cksumPseudo(
            inet.kernel().rt(), m, iphlen + len, iphlen, Ip.src(m), Ip.dst(m), Ip.IPPROTO_UDP)
        == 0;
  }

  /** To the one socket that fits best. */
  private void deliver(Mbuf m, int iphlen) {
    int src = Ip.src(m);
    int sport = UdpHeader.sport(m, iphlen);
    int dport = UdpHeader.dport(m, iphlen);
    info.lock.lock();
    InPcb inp = info.lookupHash(src, sport, Ip.dst(m), dport, true);
    if (inp == null) {
      info.lock.unlock();
      noPort(m, iphlen);
      return;
    }
    inp.lock.lock();
    info.lock.unlock();
    append(inp, m, iphlen, src, sport);
    inp.lock.unlock();
  }

  /** A datagram to a port without socket. */
  private void noPort(Mbuf m, int iphlen) {
    stat.udpsNoport.inc();
    if (udp.logInVain.on()) {
      inet.kernel()
          .log()
          .log(
              "Connection attempt to UDP "
                  + InAddr.ntoa(Ip.dst(m))
                  + ":"
                  + UdpHeader.dport(m, iphlen)
                  + " from "
                  + InAddr.ntoa(Ip.src(m))
                  + ":"
                  + UdpHeader.sport(m, iphlen));
    }
    if ((m.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST)) != 0) {
      stat.udpsNoportbcast.inc();
      inet.mbufs().freem(m);
      return;
    }
    if (udp.blackhole.on() || !inet.unreachAllowed()) {
      inet.mbufs().freem(m);
      return;
    }
    inet.icmpError(m, Icmp.UNREACH, Icmp.UNREACH_PORT, 0, 0);
  }

  /**
   * To every socket that has the port and does not object: a broadcast or multicast. The block
   * found last stays locked while the next one is being locked, so that the datagram itself, and no
   * copy, goes to the last of all.
   */
  private void deliverAll(Mbuf m, int iphlen, Ifnet rcvif) {
    MbufPool pool = inet.mbufs();
    int src = Ip.src(m);
    int dst = Ip.dst(m);
    int sport = UdpHeader.sport(m, iphlen);
    int dport = UdpHeader.dport(m, iphlen);
    InPcb last = null;
    info.lock.lock();
    for (InPcb inp = info.first(); inp != null; inp = inp.listNext) {
      if (inp.inpLport != dport
          || inp.inpLaddr != InAddr.INADDR_ANY && inp.inpLaddr != dst
          || inp.inpFaddr != InAddr.INADDR_ANY && (inp.inpFaddr != src || inp.inpFport != sport)) {
        continue;
      }
      inp.lock.lock();
      if (inp.inpSocket() == null) {
        inp.lock.unlock();
        continue;
      }
      if (!isMember(inp, dst, rcvif)) {
        stat.udpsFiltermcast.inc();
        inp.lock.unlock();
        continue;
      }
      if (last != null) {
        Mbuf n = pool.copym(m, 0, Mbuf.M_COPYALL, How.DONTWAIT);
        if (n != null) {
          append(last, n, iphlen, src, sport);
        } else {
          stat.udpsNombuf.inc();
        }
        last.lock.unlock();
      }
      last = inp;
      if (last.inpReuse == 0) {
        break; // Only sockets that share the port can be more than one.
      }
    }
    info.lock.unlock();
    if (last == null) {
      // Nobody is told of a port without socket when the datagram was for all.
      stat.udpsNoportbcast.inc();
      pool.freem(m);
      return;
    }
    append(last, m, iphlen, src, sport);
    last.lock.unlock();
  }

  /**
   * Whether multicast to the group on the interface is for this socket: it has joined, or has never
   * touched its multicast options.
   */
  @Requires("inp.lock")
  private static boolean isMember(InPcb inp, int dst, Ifnet rcvif) {
    IpMoptions imo = inp.inpMoptions;
    return imo == null
        || !InAddr.isMulticast(dst)
        || dst == InAddr.INADDR_ALLHOSTS_GROUP
        || imo.isMember(dst, rcvif);
  }

  /** udp_append: one datagram to one socket. Consumes the mbuf. */
  @Requires("inp.lock")
  private void append(InPcb inp, Mbuf m, int iphlen, int src, int sport) {
    inp.lock.assertOwned();
    MbufPool pool = inet.mbufs();
    Socket so = inp.inpSocket();
    if (so == null) {
      pool.freem(m);
      return;
    }
    Mbuf opts = IpSavecontrol.wanted(inp) ? IpSavecontrol.save(inet, inp, m, iphlen) : null;
    pool.adj(m, iphlen + UdpHeader.HDR);
    so.rcv.lock.lock();
    if (SbAppend.sbappendaddrLocked(so.rcv, new SockAddrIn(src, sport), m, opts)) {
      UipcSocket2.sorwakeupLocked(so);
      stat.udpsDelivered.inc();
    } else {
      UipcSocket2.soroverflowLocked(so);
      stat.udpsFullsock.inc();
      pool.freem(m);
      if (opts != null) {
        pool.freem(opts);
      }
    }
  }

  /**
   * udp_ctlinput: an error about a datagram goes to the socket that is connected to where it was
   * sent; one about a host to all that are connected to it.
   */
  @Override
  @Excludes("info.lock")
  public void ctlinput(PrcCmd cmd, SockAddrIn dst, byte[] h) {
    if (dst.addr() == InAddr.INADDR_ANY || cmd.isRedirect() || cmd.errno() == Errno.OK) {
      return;
    }
    if (h == null || cmd == PrcCmd.HOSTDEAD) {
      info.notifyAll(dst.addr(), cmd.errno(), (inp, errno) -> udpNotify(inp, errno));
      return;
    }
    int hlen = (h[0] & 0xf) << 2;
    if (h.length < hlen + UdpHeader.HDR) {
      return;
    }
    int laddr = Ip.get32(h, Ip.O_SRC);
    int lport = Ip.get16(h, hlen);
    int fport = Ip.get16(h, hlen + 2);
    info.lock.lock();
    InPcb inp = info.lookupHash(dst.addr(), fport, laddr, lport, false);
    if (inp != null) {
      inp.lock.lock();
      if (inp.inpSocket() != null) {
        udpNotify(inp, cmd.errno());
      }
      inp.lock.unlock();
    }
    info.lock.unlock();
  }

  /** udp_notify: the error waits in the socket for the next call, and whoever sleeps is woken. */
  @Requires("inp.lock")
  private static void udpNotify(InPcb inp, Errno errno) {
    Socket so = inp.inpSocket();
    so.setSoError(errno);
    UipcSocket2.sorwakeup(so);
    UipcSocket2.sowwakeup(so);
  }

  @Override
  public void drain() {
    // What UDP holds is in socket buffers, and belongs to the readers.
  }
}
