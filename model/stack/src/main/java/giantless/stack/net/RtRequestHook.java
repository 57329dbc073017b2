package giantless.stack.net;

import giantless.lock.contract.Requires;

/**
 * ifa_rtrequest: how a link layer hears that a route through one of its addresses has come or goes.
 * Called with the radix node head of the route's family and the route locked; must send nothing, as
 * packets are not sent with these held.
 */
@FunctionalInterface
public interface RtRequestHook {
  /**
   * @param cmd {@code ADD}, {@code RESOLVE} or {@code DELETE}
   * @param rt the route, locked
   */
  @Requires("rt.lock")
  void rtrequest(RtCmd cmd, Rtentry rt);
}
