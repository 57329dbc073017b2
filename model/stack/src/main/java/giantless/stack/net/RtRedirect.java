package giantless.stack.net;

import giantless.stack.kern.Errno;

/** rtredirect of net/route.c: a router says that another is nearer. Takes no lock across calls. */
public final class RtRedirect {
  private final RouteTable routes;
  private final IfNetList ifnets;

  RtRedirect(RouteTable routes, IfNetList ifnets) {
    this.routes = routes;
    this.ifnets = ifnets;
  }

  /**
   * Believes a redirect if it comes from the router that is in use, and names one on a network of
   * ours which is not ourselves.
   *
   * @param dst the destination that was redirected
   * @param gateway the router to use from now on
   * @param host whether it is for the host, not for its network
   * @param src who sent the redirect
   * @return OK; ENETUNREACH, EINVAL, EHOSTUNREACH: not believed, and counted
   */
  public Errno rtredirect(SockAddr dst, SockAddr gateway, boolean host, SockAddr src) {
    IfAddr ifa = ifnets.ifaIfwithnet(gateway);
    if (ifa == null) {
      routes.stat.rts_badredirect.inc();
      return Errno.ENETUNREACH;
    }
    Errno error = redirect(dst, gateway, host, src, ifa);
    ifa.free();
    if (error != Errno.OK) {
      routes.stat.rts_badredirect.inc();
    }
    return error;
  }

  private Errno redirect(SockAddr dst, SockAddr gateway, boolean host, SockAddr src, IfAddr ifa) {
    Rtentry rt = routes.rtalloc1(dst, false, 0);
    boolean haveRoute = rt != null;
    boolean fromRouter = true;
    boolean viaGateway = false;
    boolean isHost = false;
    boolean isDefault = false;
    SockAddr key = null;
    if (haveRoute) {
      fromRouter = IfNetList.sameKey(rt.gateway(), src) && rt.ifa() == ifa;
      viaGateway = rt.has(RtFlags.RTF_GATEWAY);
      isHost = rt.has(RtFlags.RTF_HOST);
      isDefault = rt.prefixLength() == 0;
      key = rt.key();
      routes.rtfree(rt);
    }
    if (haveRoute && !fromRouter) {
      return Errno.EINVAL;
    }
    IfAddr own = ifnets.ifaOwn(gateway);
    if (own != null) {
      own.free();
      return Errno.EHOSTUNREACH;
    }
    if (haveRoute && !viaGateway) {
      return Errno.EHOSTUNREACH; // It is directly reached.
    }
    boolean create = !haveRoute || isDefault || !isHost && host;
    RtInfo info = new RtInfo();
    info.gateway = gateway;
    info.ifa = ifa;
    if (create) {
      info.dst = dst;
      info.flags = RtFlags.RTF_GATEWAY | RtFlags.RTF_DYNAMIC | RtFlags.RTF_HOST;
      Errno error = routes.rtrequest(RtCmd.ADD, info);
      if (error == Errno.OK) {
        routes.stat.rts_dynamic.inc();
      }
      return error;
    }
    info.dst = key;
    info.netmask = isHost ? null : SockAddrIn.mask(rt.prefixLength());
    info.flags = RtFlags.RTF_GATEWAY | RtFlags.RTF_MODIFIED | (isHost ? RtFlags.RTF_HOST : 0);
    Errno error = routes.rtrequest(RtCmd.CHANGE, info);
    if (error == Errno.OK) {
      routes.stat.rts_newgateway.inc();
    }
    return error;
  }
}
