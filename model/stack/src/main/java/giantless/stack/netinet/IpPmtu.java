package giantless.stack.netinet;

import giantless.stack.net.RouteTable;
import giantless.stack.net.RtCmd;
import giantless.stack.net.RtFlags;
import giantless.stack.net.RtInfo;
import giantless.stack.net.Rtentry;
import giantless.stack.net.SockAddr;
import giantless.stack.net.SockAddrIn;

/**
 * Path MTU discovery (RFC 1191): the MTU that routers tell goes into the host route of the
 * destination. Called by IcmpInput with no lock held; the route's lock protects its MTU.
 */
public final class IpPmtu {
  /** Less is not believed. */
  static final int MIN_MTU = 296;

  /** The MTUs that are in use, RFC 1191 section 7. */
  private static final int[] PLATEAUS = {
    65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, MIN_MTU
  };

  private final Inet inet;

  IpPmtu(Inet inet) {
    this.inet = inet;
  }

  /** ip_next_mtu(): the next lower MTU in use; 0 if there is none. */
  static int nextMtu(int mtu) {
    for (int p : PLATEAUS) {
      if (p < mtu) {
        return p;
      }
    }
    return 0;
  }

  /**
   * A router had to fragment the quoted packet and must not.
   *
   * @param q the quoted packet, header and 8 bytes at least
   * @param told the MTU that the router told, or 0 by an old router
   */
  void needfrag(byte[] q, int told) {
    // An answer to what we did not send changes nothing.
    if (inet.ifaddrs.find(Ip.get32(q, Ip.O_SRC), null) == null) {
      return;
    }
    SockAddrIn dst = SockAddrIn.of(Ip.get32(q, Ip.O_DST));
    RouteTable routes = inet.net.routes;
    Rtentry rt = routes.rtalloc1(dst, false, RtFlags.RTF_CLONING);
    if (rt == null) {
      return;
    }
    int old = rt.mtu();
    int mtu = told != 0 ? told : nextMtu(Math.min(old, Math.max(Ip.get16(q, Ip.O_LEN), 1)));
    boolean believed = mtu >= MIN_MTU && mtu < old;
    if (believed && rt.has(RtFlags.RTF_HOST)) {
      rt.setMtu(mtu);
      routes.rtfree(rt);
      return;
    }
    SockAddr gateway = rt.has(RtFlags.RTF_GATEWAY) ? rt.gateway() : null;
    routes.rtfree(rt);
    if (!believed || gateway == null) {
      return;
    }
    RtInfo info =
        new RtInfo(
            dst, gateway, null, RtFlags.RTF_GATEWAY | RtFlags.RTF_HOST | RtFlags.RTF_DYNAMIC);
    info.mtu = mtu;
    routes.rtrequest(RtCmd.ADD, info);
  }
}
