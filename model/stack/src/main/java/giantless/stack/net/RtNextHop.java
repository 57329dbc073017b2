package giantless.stack.net;

import giantless.lock.contract.Excludes;
import giantless.lock.contract.Releases;
import giantless.stack.kern.Errno;

/**
 * From the route that a sender has to the route of the next hop, rt_check of net/route.c. Locks two
 * routes at once in one order only: a gateway route, then the route to its gateway.
 */
final class RtNextHop {
  private RtNextHop() {}

  /**
   * rt_check: from the route that a sender has to the route of the next hop on the link: the route
   * to the gateway, or the route itself. Looks again if it has gone down.
   *
   * @param rt0 unlocked, referenced by the caller
   * @param hop receives the next hop, locked and with a reference of its own
   * @return OK; EHOSTUNREACH, ENETUNREACH: no way to the gateway; EHOSTDOWN: the host does not
   *     answer
   */
  @Excludes("rt0.lock")
  static Errno rtCheck(RouteTable table, Rtentry rt0, SockAddr dst, RtHop hop) {
    Rtentry rt = rt0;
    rt.lock.lock();
    if (rt.has(RtFlags.RTF_UP)) {
      rt.addref();
    } else {
      rt.lock.unlock();
      rt = table.rtalloc1(dst, true, 0);
      if (rt == null) {
        return Errno.EHOSTUNREACH;
      }
    }
    boolean viaGateway = rt.has(RtFlags.RTF_GATEWAY);
    if (viaGateway) {
      Errno error = gatewayRoute(table, rt, hop);
      if (error != Errno.OK) {
        return error;
      }
      rt = hop.rt;
    }
    if (rt.has(RtFlags.RTF_REJECT) && (rt.expire() == 0 || table.uptimeSeconds() < rt.expire())) {
      table.rtfree(rt);
      return viaGateway ? Errno.EHOSTUNREACH : Errno.EHOSTDOWN;
    }
    hop.rt = rt;
    return Errno.OK;
  }

  /**
   * The route to a gateway route's gateway, cached in it. The route comes locked and referenced and
   * is given back; after OK {@code hop.rt} is locked and referenced.
   */
  @Releases("rt.lock")
  private static Errno gatewayRoute(RouteTable table, Rtentry rt, RtHop hop) {
    Rtentry gw = rt.gwroute();
    if (gw != null) {
      gw.lock.lock();
      if (gw.has(RtFlags.RTF_UP)) {
        gw.addref();
        table.rtfree(rt);
        hop.rt = gw;
        return Errno.OK;
      }
      rt.setGwroute(null);
      table.rtfree(gw);
    }
    SockAddr gateway = rt.gateway();
    rt.lock.unlock(); // The tree's lock goes before a route's. Our reference keeps it.
    gw = table.rtalloc1(gateway, true, 0);
    if (gw == null) {
      table.rtFree(rt);
      return Errno.EHOSTUNREACH;
    }
    if (gw.has(RtFlags.RTF_GATEWAY)) {
      // A router must be on a link; this also keeps two gateway routes from waiting in a circle.
      table.rtfree(gw);
      table.rtFree(rt);
      return Errno.ENETUNREACH;
    }
    gw.addref(); // For the cache.
    gw.lock.unlock();
    rt.lock.lock();
    boolean cached = rt.has(RtFlags.RTF_UP) && rt.gwroute() == null;
    if (cached) {
      rt.setGwroute(gw);
    }
    table.rtfree(rt);
    gw.lock.lock();
    if (!cached) {
      gw.remref(); // Another thread was first, or the route was deleted; not the last reference.
    }
    hop.rt = gw;
    return Errno.OK;
  }
}
