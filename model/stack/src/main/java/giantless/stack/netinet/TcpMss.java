package giantless.stack.netinet;

import giantless.lock.contract.Requires;
import giantless.stack.net.Ifnet;
import giantless.stack.net.RtFlags;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SockBuf;
import giantless.stack.socket.Socket;

/**
 * Segment sizes (RFC 9293 section 3.7.1, RFC 6691): from the interface, the path and the peer; and
 * the buffers that fit them. No state of its own.
 */
final class TcpMss {
  /** Headers without options. */
  static final int HDRS = Ip.HDR + TcpHeader.HDR;

  private static final int LEAST = 64;

  private final Tcp tcp;

  TcpMss(Tcp tcp) {
    this.tcp = tcp;
  }

  /** tcp_maxmtu(): the MTU of the way to a host, 0 without route. */
  int maxmtu(int faddr) {
    if (faddr == InAddr.INADDR_ANY) {
      return 0;
    }
    Rtentry rt = tcp.inet.net.routes.rtalloc1(SockAddrIn.of(faddr), false, RtFlags.RTF_CLONING);
    if (rt == null) {
      return 0;
    }
    Ifnet ifp = rt.ifp();
    int mtu = rt.mtu() == 0 ? ifp.mtu() : Math.min(rt.mtu(), ifp.mtu());
    tcp.inet.net.routes.rtfree(rt);
    return mtu;
  }

  /** tcp_mssopt(): what a SYN offers. */
  int mssopt(int faddr) {
    int max = maxmtu(faddr);
    int known = tcp.hostcache.mtu(faddr);
    if (max != 0 && known != 0) {
      return Math.min(max, known) - HDRS;
    }
    int mtu = Math.max(max, known);
    return mtu != 0 ? mtu - HDRS : tcp.sysctl.mssdflt.get();
  }

  /**
   * tcp_mss_update(): sets the segment size.
   *
   * @param offer the peer's; 0 if it offers none, -1 if that is not the question
   * @param mtuoffer a path MTU that was told, 0 if none
   */
  @Requires("tp.inp.lock")
  void update(Tcpcb tp, int offer, int mtuoffer) {
    int faddr = tp.inp.faddr();
    int maxmtu = maxmtu(faddr);
    tp.tMaxseg = tcp.sysctl.mssdflt.get();
    if (maxmtu == 0) {
      return;
    }
    int limit;
    if (offer == 0) {
      limit = tcp.sysctl.mssdflt.get();
    } else if (offer == -1) {
      limit = Integer.MAX_VALUE;
    } else {
      limit = Math.max(offer, tcp.sysctl.minmss.get());
      limit = Math.max(limit, LEAST);
    }
    int known = mtuoffer != 0 ? mtuoffer : tcp.hostcache.mtu(faddr);
    int mss;
    if (known != 0) {
      mss = Math.min(known, maxmtu) - HDRS;
    } else {
      mss = maxmtu - HDRS;
      if (!tcp.sysctl.pathMtuDiscovery.on() && !tcp.inet.ifaddrs().inLocalAddr(faddr)) {
        mss = Math.min(mss, tcp.sysctl.mssdflt.get());
      }
    }
    tp.tMaxseg = Math.max(Math.min(mss, limit), LEAST);
  }

  /**
   * tcp_mss(): the peer's SYN has come: segment size, and both buffers rounded up to a multiple.
   *
   * @param offer as for {@link #update}
   */
  @Requires("tp.inp.lock")
  void mss(Tcpcb tp, int offer) {
    update(tp, offer, 0);
    int mss = tp.tMaxseg;
    Socket so = tp.inp.inpSocket();
    so.snd.lock.lock();
    int size = so.snd.sbHiwat();
    if (size < mss) {
      mss = size;
    } else {
      round(so.snd, size, mss);
    }
    so.snd.lock.unlock();
    tp.tMaxseg = Math.max(mss, 1);
    so.rcv.lock.lock();
    size = so.rcv.sbHiwat();
    if (size > mss) {
      round(so.rcv, size, mss);
    }
    so.rcv.lock.unlock();
  }

  private static void round(SockBuf sb, int size, int mss) {
    long rounded = (long) (size + mss - 1) / mss * mss;
    if (rounded > size && rounded <= Integer.MAX_VALUE) {
      sb.sbreserveLocked((int) rounded);
    }
  }
}
