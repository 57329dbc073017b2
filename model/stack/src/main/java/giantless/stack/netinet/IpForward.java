package giantless.stack.netinet;

import giantless.stack.kern.Errno;
import giantless.stack.mbuf.How;
import giantless.stack.mbuf.Mbuf;
import giantless.stack.mbuf.MbufPool;
import giantless.stack.net.Ifnet;
import giantless.stack.net.Route;
import giantless.stack.net.RtFlags;
import giantless.stack.net.SockAddrIn;

/**
 * Forwarding, ip_forward() (RFC 1812): time to live, redirects, and the errors that a router tells.
 * Called by IpInput with no lock held.
 */
public final class IpForward {
  /** What an ICMP error can quote at most: the longest header and the longest quote. */
  private static final int COPY_MAX = Ip.MAXHDR + 1024;

  private final Inet inet;
  private final MbufPool mbufs;
  private final IpStat ipstat;
  private final IpSysctl sysctl;

  IpForward(Inet inet) {
    this.inet = inet;
    this.mbufs = inet.mbufs;
    this.ipstat = inet.ipstat;
    this.sysctl = inet.sysctl;
  }

  /**
   * Sends a packet on.
   *
   * @param m0 consumed; header contiguous, in network order, checked
   * @param srcrt whether a source route chose the next hop
   */
  void forward(Mbuf m0, boolean srcrt) {
    Mbuf m = m0;
    int dst = Ip.dst(m);
    if ((m.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST)) != 0 || !InAddr.canForward(dst)) {
      ipstat.ips_cantforward.inc();
      mbufs.freem(m);
      return;
    }
    if (Ip.ttl(m) <= Ip.TTLDEC) {
      inet.icmpError.error(m, Icmp.TIMXCEED, Icmp.TIMXCEED_INTRANS, 0, 0);
      return;
    }
    InIfaddr ia = inet.rtaddr(dst);
    if (!srcrt && ia == null) {
      inet.icmpError.error(m, Icmp.UNREACH, Icmp.UNREACH_HOST, 0, 0);
      return;
    }
    final Ifnet rcvif = (Ifnet) m.pkthdr.rcvif;
    m = inet.makeWritable(m, Ip.hlen(m));
    if (m == null) {
      return;
    }
    final Mbuf mcopy = copyForError(m);
    Ip.setTtl(m, Ip.ttl(m) - Ip.TTLDEC);
    int gateway = 0;
    if (!srcrt && sysctl.redirect.on() && ia.ifp() == rcvif) {
      gateway = shorterWay(dst, Ip.src(m));
    }
    Route ro = new Route();
    final int[] mtu = new int[1];
    Errno error = inet.output.output(m, null, ro, IpOutput.IP_FORWARDING, null, null, mtu);
    if (ro.rt != null) {
      inet.net.routes.rtFree(ro.rt);
      ro.rt = null;
    }
    if (error == Errno.OK) {
      ipstat.ips_forward.inc();
      if (gateway != 0) {
        ipstat.ips_redirectsent.inc();
      }
    } else {
      ipstat.ips_cantforward.inc();
    }
    if (mcopy != null) {
      tell(mcopy, error, gateway, mtu[0]);
    }
  }

  /** The packet's beginning, for an ICMP error; null if there is no mbuf, then none is sent. */
  private Mbuf copyForError(Mbuf m) {
    int n = Math.min(Ip.len(m), COPY_MAX);
    Mbuf copy = mbufs.getcl(How.DONTWAIT, m.type, Mbuf.M_PKTHDR);
    if (copy == null) {
      return null;
    }
    mbufs.copydata(m, 0, n, copy.data, copy.off);
    copy.len = n;
    copy.pkthdr.len = n;
    copy.pkthdr.rcvif = m.pkthdr.rcvif;
    copy.flags |= m.flags & (Mbuf.M_BCAST | Mbuf.M_MCAST);
    return copy;
  }

  /**
   * The hop that the sender could have used itself, or 0: the route goes out where the packet came
   * in, is neither the default route nor made by a redirect, and the sender is on that net.
   */
  private int shorterWay(int dst, int src) {
    Route ro = new Route(SockAddrIn.of(dst));
    inet.net.routes.rtallocIgn(ro, RtFlags.RTF_CLONING);
    if (ro.rt == null) {
      return 0;
    }
    int gateway = 0;
    InIfaddr ia = ro.rt.ifa() instanceof InIfaddr ? (InIfaddr) ro.rt.ifa() : null;
    ro.rt.lock.lock();
    if ((ro.rt.flags() & (RtFlags.RTF_DYNAMIC | RtFlags.RTF_MODIFIED)) == 0
        && ((SockAddrIn) ro.rt.key()).addr() != 0
        && ia != null
        && (src & ia.subnetmask) == ia.subnet) {
      gateway = ro.rt.has(RtFlags.RTF_GATEWAY) ? ((SockAddrIn) ro.rt.gateway()).addr() : dst;
    }
    inet.net.routes.rtfree(ro.rt);
    return gateway;
  }

  private void tell(Mbuf mcopy, Errno error, int gateway, int mtu) {
    switch (error) {
      case OK:
        if (gateway == 0) {
          mbufs.freem(mcopy);
        } else {
          // Redirects for hosts only (RFC 1812 section 5.2.7.2).
          inet.icmpError.error(mcopy, Icmp.REDIRECT, Icmp.REDIRECT_HOST, gateway, 0);
        }
        return;
      case EMSGSIZE:
        inet.icmpError.error(mcopy, Icmp.UNREACH, Icmp.UNREACH_NEEDFRAG, 0, mtu);
        return;
      case ENOBUFS:
        // A router sends no source quench unless it is told to (RFC 1812 section 4.3.3.3).
        if (sysctl.sendsourcequench.on()) {
          inet.icmpError.error(mcopy, Icmp.SOURCEQUENCH, 0, 0, 0);
        } else {
          mbufs.freem(mcopy);
        }
        return;
      case EACCES:
        mbufs.freem(mcopy);
        return;
      default:
        inet.icmpError.error(mcopy, Icmp.UNREACH, Icmp.UNREACH_HOST, 0, 0);
    }
  }
}
