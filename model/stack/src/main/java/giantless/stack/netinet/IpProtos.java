package giantless.stack.netinet;

import giantless.lock.contract.Frozen;

/**
 * The table of protocols over IPv4, {@code inetsw} and {@code ip_protox}. Filled while the host is
 * built, before the first packet, and only read after that; hence without a lock. IpInput and
 * IcmpInput look protocols up in it.
 */
public final class IpProtos {
  @Frozen("the host is built")
  private final IpProtoHandler[] byProto = new IpProtoHandler[256];

  @Frozen("the host is built")
  private IpProtoHandler raw;

  IpProtos() {}

  /**
   * pf_proto_register(9): packets with this protocol number go to the handler. A later one replaces
   * the earlier; a host calls this only before it has interfaces.
   */
  public void register(int proto, IpProtoHandler handler) {
    byProto[proto & 0xff] = handler;
  }

  /** Sets the raw handler: of unknown protocols, and of what ICMP and IGMP do not consume. */
  public void registerRaw(IpProtoHandler handler) {
    raw = handler;
  }

  /** The handler of a protocol number, or null if only raw sockets may want it. */
  public IpProtoHandler get(int proto) {
    return byProto[proto & 0xff];
  }

  /** The raw handler, or null if there is none. */
  public IpProtoHandler raw() {
    return raw;
  }

  /** pfctlinput(9): tells every protocol. */
  public void ctlinputAll(PrcCmd cmd, giantless.stack.net.SockAddrIn dst) {
    for (IpProtoHandler h : byProto) {
      if (h != null) {
        h.ctlinput(cmd, dst, null);
      }
    }
  }

  /** pr_drain of every protocol. */
  public void drain() {
    for (IpProtoHandler h : byProto) {
      if (h != null) {
        h.drain();
      }
    }
  }
}
