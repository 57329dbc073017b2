package giantless.stack.net;

import giantless.lock.contract.Confined;

/** struct rt_addrinfo: the arguments of a routing request. Built, used once and dropped. */
@Confined("the call")
public final class RtInfo {
  /** The destination; required. */
  public SockAddr dst;

  /** The network mask; null for a host route. */
  public SockAddr netmask;

  /** The router, or the address of this host by which the destination is directly reached. */
  public SockAddr gateway;

  /** {@link RtFlags}. */
  public int flags;

  /** The interface, or null to find it by the gateway. */
  public Ifnet ifp;

  /** The address of this host; null to find it. The caller keeps its reference. */
  public IfAddr ifa;

  /** The MTU in bytes; 0 is the interface's. */
  public int mtu;

  public RtInfo() {}

  public RtInfo(SockAddr dst, SockAddr gateway, SockAddr netmask, int flags) {
    this.dst = dst;
    this.gateway = gateway;
    this.netmask = netmask;
    this.flags = flags;
  }
}
